"""The dates announced so far, which a new database starts with. Support edits them afterwards."""

from datetime import date
from typing import TypedDict


class KnownYear(TypedDict):
    """The columns of a collection window."""

    start_year: int
    start: date
    submission_deadline: date
    new_logs_end: date
    edit_end: date
    q1_cut_off: date | None
    q2_cut_off: date | None
    q3_cut_off: date | None


KNOWN_YEARS: tuple[KnownYear, ...] = tuple(
    {
        "start_year": year,
        "start": date(year, 4, 1),
        "submission_deadline": deadline,
        "new_logs_end": new_logs_end,
        "edit_end": edit_end,
        "q1_cut_off": cut_offs[0],
        "q2_cut_off": cut_offs[1],
        "q3_cut_off": cut_offs[2],
    }
    for year, deadline, new_logs_end, edit_end, cut_offs in (
        (2022, date(2023, 6, 9), date(2023, 11, 20), date(2023, 11, 20), (None, None, None)),
        (2023, date(2024, 6, 7), date(2024, 7, 22), date(2024, 7, 22), (None, None, None)),
        (2024, date(2025, 6, 6), date(2025, 7, 24), date(2025, 8, 1), (None, None, None)),
        (
            2025,
            date(2026, 6, 5),
            date(2026, 7, 12),
            date(2026, 9, 1),
            (date(2025, 7, 11), date(2025, 10, 10), date(2026, 1, 16)),
        ),
        (
            2026,
            date(2027, 6, 4),
            date(2027, 7, 3),
            date(2027, 7, 31),
            (date(2026, 7, 10), date(2026, 10, 9), date(2027, 1, 15)),
        ),
    )
)
