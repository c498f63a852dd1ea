"""The address service in the style of OS Places, and how its two kinds of record become an address (4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.addresses.http import Caller
from portal.addresses.postcodes import normalise_postcode
from portal.addresses.services import FoundAddress, ServiceUnavailable

ENGLAND = "COUNTRY_CODE:E"
MOST = 10
POSTAL_LINE1 = (
    "PO_BOX_NUMBER",
    "ORGANISATION_NAME",
    "DEPARTMENT_NAME",
    "SUB_BUILDING_NAME",
    "BUILDING_NAME",
    "BUILDING_NUMBER",
    "DEPENDENT_THOROUGHFARE_NAME",
    "THOROUGHFARE_NAME",
)
POSTAL_LINE2 = ("DOUBLE_DEPENDENT_LOCALITY", "DEPENDENT_LOCALITY")
PROPERTY_LINE1 = (
    "ORGANISATION",
    "SAO_TEXT",
    "PAO_START_NUMBER",
    "STREET_DESCRIPTION",
    "LOCALITY_NAME",
    "ADMINISTRATIVE_AREA",
)


class OsPlaces:
    def __init__(self, caller: Caller, url: str, key: str) -> None:
        self._caller, self._url, self._key = caller, url.rstrip("/"), key

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        answer = self._caller.get(
            f"{self._url}/uprn", {"uprn": uprn, "dataset": "DPA,LPI", "fq": ENGLAND, "key": self._key}
        )
        results = _results(answer)
        return address_of(results[0]) if results else None

    def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
        answer = self._caller.get(
            f"{self._url}/find",
            {"query": text, "maxresults": MOST, "minmatch": min_match, "fq": ENGLAND, "key": self._key},
        )
        found = (address_of(result) for result in _results(answer))
        return [address for address in found if address is not None]


def _results(answer: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    results = (answer or {}).get("results") or []
    if not isinstance(results, list):
        raise ServiceUnavailable("The address service answered in an unknown way")
    return [result for result in results if isinstance(result, Mapping)]


def address_of(result: Mapping[str, Any]) -> FoundAddress | None:
    """From a postal record where there is one, else from a land and property record."""
    if record := result.get("DPA"):
        return _compose(record, POSTAL_LINE1, POSTAL_LINE2, ("POST_TOWN",), "POSTCODE")
    if record := result.get("LPI"):
        return _compose(record, PROPERTY_LINE1, (), ("TOWN_NAME", "POST_TOWN"), "POSTCODE_LOCATOR")
    return None


def _compose(
    record: Mapping[str, Any],
    line1: tuple[str, ...],
    line2: tuple[str, ...],
    town: tuple[str, ...],
    postcode: str,
) -> FoundAddress:
    match = record.get("MATCH")
    return FoundAddress(
        uprn=str(record.get("UPRN", "")),
        address_line1=_joined(record, line1),
        address_line2=_joined(record, line2),
        town_or_city=next((titled(str(record[name])) for name in town if record.get(name)), ""),
        postcode=normalise_postcode(str(record.get(postcode) or "")),
        match=float(match) if match is not None else None,
    )


def _joined(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return ", ".join(titled(str(record[name])) for name in names if record.get(name) not in (None, ""))


def titled(text: str) -> str:
    """ "12A ST MARY'S ROAD" -> "12a St Mary's Road": a capital after a space or hyphen only."""
    return " ".join("-".join(part[:1].upper() + part[1:] for part in word.split("-")) for word in text.lower().split())
