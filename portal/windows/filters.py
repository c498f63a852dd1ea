"""Filters of lists by collection year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AllValuesFieldListFilter

from portal.parameters import whole_number
from portal.words import year_in_words


class CollectionYearFilter(AllValuesFieldListFilter):
    """The years that the list holds, as people call them: 2026 to 2027."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Those of the stock filter, in words."""
        for choice in super().choices(changelist):
            year = whole_number(choice["display"])
            yield choice if year is None else {**choice, "display": year_in_words(year)}
