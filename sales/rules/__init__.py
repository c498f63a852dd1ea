"""What a sales log is held against, hard rules in the order in which their errors are shown, then soft ones."""

from sales.rules import (  # noqa: F401 - importing declares the rules
    dates,
    financial,
    household,
    income,
    organisations,
    property,
    setup,
    shares,
    soft_dates,
    soft_financial,
    soft_household,
    soft_income,
    sums,
)
from sales.rules.registry import RULES

__all__ = ["RULES"]
