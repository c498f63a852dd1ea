"""From judged rows to logs: what is decided about them, adding them, and taking that back."""

from portal.logs.uploads.accepting.adding import accept_rows
from portal.logs.uploads.accepting.deciding import CannotAccept, accept, cancel, require_right, take_over
from portal.logs.uploads.accepting.undoing import can_be_undone, undo

__all__ = ["CannotAccept", "accept", "accept_rows", "can_be_undone", "cancel", "require_right", "take_over", "undo"]
