"""What follows from the answers of a sales log, in the order in which it is worked out (docs/domain/sales-rules.md#4)."""

from sales.derivations import (  # noqa: F401, I001 - importing declares the steps, and their order counts
    setup,
    postcodes,
    revealed,
    household,
    financial,
    property,
    address,
    previous_home,
    dates,
)
from sales.derivations.registry import DERIVATIONS

__all__ = ["DERIVATIONS"]
