"""Admin of sales."""

from sales.admin.log import SalesLogAdmin
from sales.reference.admin import SaleRangeAdmin

__all__ = ["SaleRangeAdmin", "SalesLogAdmin"]
