"""What follows from the answers of a lettings log, in the order in which it is worked out (docs/domain/lettings-rules.md#4)."""

from lettings.derivations import (  # noqa: F401, I001 - importing declares the steps, and their order counts
    setup,
    scheme,
    postcodes,
    revealed,
    renewal,
    classification,
    household,
    charges,
    needs,
    address,
    previous_home,
)
from lettings.derivations.registry import DERIVATIONS

__all__ = ["DERIVATIONS"]
