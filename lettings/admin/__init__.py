"""Admin of lettings."""

from lettings.admin.log import LettingsLogAdmin

__all__ = ["LettingsLogAdmin"]
