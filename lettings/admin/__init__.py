"""Admin of lettings."""

from lettings.admin.log import LettingsLogAdmin
from lettings.reference.admin import RentRangeAdmin

__all__ = ["LettingsLogAdmin", "RentRangeAdmin"]
