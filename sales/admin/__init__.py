"""Admin of sales."""

from sales.admin.log import SalesLogAdmin

__all__ = ["SalesLogAdmin"]
