"""What new dates of a collection year mean for its logs, in words. Pure but for the day it is."""

from __future__ import annotations

from collections.abc import Iterable

from portal.clock import today
from portal.windows.dates import Window
from portal.windows.uses import Use
from portal.words import counted


def effects_of(before: Window, after: Window, uses: Iterable[Use]) -> list[str]:
    """One line for each thing that opens or closes today, with the logs that it concerns."""
    day, uses = today(), list(uses)
    lines = []
    if before.open_for_editing(day) and not after.open_for_editing(day):
        lines += [_closing(use) for use in uses]
        lines.append("The year closes for changes at once: its logs can only be read.")
    elif after.open_for_editing(day) and not before.open_for_editing(day):
        lines += [f"{counted(use.count, use.text)} can be changed again." for use in uses]
        lines.append("The year opens for changes at once.")
    if before.open_for_new(day) and not after.open_for_new(day):
        lines.append("No more logs of the year can be created or deleted.")
    elif after.open_for_new(day) and not before.open_for_new(day):
        lines.append("Logs of the year can be created and deleted again.")
    if before.submission_deadline >= day > after.submission_deadline:
        late = [f"{counted(use.unfinished, use.text)}" for use in uses if use.unfinished]
        lines.append(f"The submission deadline has passed at once: {', '.join(late) or 'no log'} not complete.")
    total = ", ".join(counted(use.count, use.text) for use in uses)
    return lines or [f"Nothing opens or closes today. Everybody sees the new dates, also on {total or 'no log yet'}."]


def _closing(use: Use) -> str:
    where = counted(use.organisations, "organisation")
    return f"{counted(use.count, use.text)} of {where} close, {use.unfinished:,} of them not complete."
