"""What has changed since the department last received it."""

from portal.changes.mark import COLLECTIONS, LETTINGS, ORGANISATIONS, SALES, USERS, forget, mark_changed

__all__ = ["COLLECTIONS", "LETTINGS", "ORGANISATIONS", "SALES", "USERS", "forget", "mark_changed"]
