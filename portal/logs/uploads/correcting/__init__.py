"""Correcting rows that wait: what is wrong with them, the pages' view of a row, and changing one row or a whole group."""

from portal.logs.uploads.correcting.correct import (
    Corrected,
    confirm_warning,
    correct_row,
    replace_value,
    undo_correction,
)

__all__ = ["Corrected", "confirm_warning", "correct_row", "replace_value", "undo_correction"]
