"""From judged rows to logs: what is decided about them, adding them, and taking that back."""

from portal.logs.uploads.accepting.adding import accept_rows
from portal.logs.uploads.accepting.deciding import (
    NOT_GIVEN_UP,
    CannotAccept,
    accept,
    cancel,
    leave_to_worker,
    require_right,
    take_over,
)
from portal.logs.uploads.accepting.undoing import NOT_UNDONE, can_be_undone, foresee_undo, undo

__all__ = [
    "NOT_GIVEN_UP",
    "NOT_UNDONE",
    "CannotAccept",
    "accept",
    "accept_rows",
    "can_be_undone",
    "cancel",
    "foresee_undo",
    "leave_to_worker",
    "require_right",
    "take_over",
    "undo",
]
