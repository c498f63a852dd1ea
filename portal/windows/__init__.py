"""When a collection year is open: its dates as data, and the questions asked about them."""

from portal.windows.dates import (
    Quarter,
    Window,
    Windows,
    collection_year,
    year_end,
    year_start,
)
from portal.windows.load import load_windows, read_with_windows

__all__ = [
    "Quarter",
    "Window",
    "Windows",
    "collection_year",
    "load_windows",
    "read_with_windows",
    "year_end",
    "year_start",
]
