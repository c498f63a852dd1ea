"""Schemes and locations by name where rows of files are corrected, as the cells of files name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from portal.clock import today
from portal.theme.forms import Option
from portal.windows import load_windows
from supported_housing.build_facts import SupportedHousingFacts, preload
from supported_housing.log_options import LogOption, location_options, scheme_options


class SchemesAndLocations:
    """The same as on the pages of a log; each owner and scheme is read once for all rows of a page."""

    def __init__(self) -> None:
        self.names = ("scheme_id", "location_id")
        self._schemes = cache(scheme_options)
        self._housing = cache(_housing)

    def of(self, name: str, *, owner_ids: Collection[int], answers: Mapping[str, Any]) -> list[tuple[int, Option]]:
        """Schemes of these owners, or the locations of the scheme of the row."""
        housing = self._housing(answers["scheme_id"])
        scheme = housing.scheme(answers["scheme_id"])
        own = scheme if scheme and scheme.owning_organisation_id in owner_ids else None
        if name == "location_id":
            found = location_options(own, housing.location(answers.get("location_id")))
            return [(option.id, _option(option, str(option.id))) for option in found]
        current = own.id if own else None
        schemes = {
            option.id: option
            for owner in sorted(owner_ids)
            for option in self._schemes(owner_id=owner, current_id=current)
        }
        return [(pk, _option(option, f"S{pk}")) for pk, option in schemes.items()]


def _housing(scheme: int | None) -> SupportedHousingFacts:
    return preload(windows=load_windows(), today=today(), scheme_ids=[scheme] if scheme else [])


def _option(found: LogOption, code: str) -> Option:
    return Option(code, found.label, search=found.search)
