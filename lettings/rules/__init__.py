"""What a lettings log is held against, hard rules in the order in which their errors are shown, then soft ones."""

from lettings.rules import (  # noqa: F401 - importing declares the rules
    dates,
    financial,
    household,
    income,
    locations,
    organisations,
    property,
    rent,
    schemes,
    setup,
    soft_charges,
    soft_dates,
    soft_household,
    soft_text,
    tenancy,
)
from lettings.rules.registry import RULES

__all__ = ["RULES"]
