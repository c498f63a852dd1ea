"""Schemes and locations by name where rows of files are corrected, as the cells of files name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from portal.theme.forms import Option
from supported_housing.log_options import LogOption, location_options, scheme_options
from supported_housing.models import Scheme


class SchemesAndLocations:
    """The same as on the pages of a log; each owner and scheme is read once for all rows of a page."""

    def __init__(self) -> None:
        self.names = ("scheme_id", "location_id")
        self._schemes = cache(scheme_options)
        self._locations = cache(location_options)
        self._is_of = cache(_is_of)

    def of(self, name: str, *, owner_ids: Collection[int], answers: Mapping[str, Any]) -> list[tuple[int, Option]]:
        """Schemes of these owners, or the locations of the scheme of the row."""
        scheme = answers["scheme_id"]
        own = scheme if scheme and self._is_of(scheme, frozenset(owner_ids)) else None
        if name == "location_id":
            found = self._locations(scheme_id=own, current_id=answers.get("location_id"))
            return [(option.id, _option(option, str(option.id))) for option in found]
        schemes = {
            option.id: option for owner in sorted(owner_ids) for option in self._schemes(owner_id=owner, current_id=own)
        }
        return [(pk, _option(option, f"S{pk}")) for pk, option in schemes.items()]


def _is_of(scheme: int, owners: frozenset[int]) -> bool:
    return Scheme.objects.filter(pk=scheme, owning_organisation__in=owners).exists()


def _option(found: LogOption, code: str) -> Option:
    return Option(code, found.label, search=found.search)
