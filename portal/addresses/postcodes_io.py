"""The postcode service in the style of postcodes.io."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from portal.addresses.http import Caller
from portal.addresses.postcodes import compact_postcode, is_valid_postcode
from portal.addresses.services import ServiceUnavailable

AREA_CODE = re.compile(r"^[A-Z]\d{8}$")
MOST_AT_ONCE = 20


class PostcodesIo:
    def __init__(self, caller: Caller, url: str) -> None:
        self._caller, self._url = caller, url.rstrip("/")

    def lookup(self, postcode: str) -> str | None:
        compact = compact_postcode(postcode)
        if not is_valid_postcode(compact):
            return None
        try:
            answer = self._caller.get(f"{self._url}/postcodes/{quote(compact)}")
        except ServiceUnavailable:
            return None
        codes = ((answer or {}).get("result") or {}).get("codes") or {}
        code = codes.get("admin_district")
        return code if isinstance(code, str) and AREA_CODE.match(code) else None

    def lookup_many(self, postcodes: Iterable[str]) -> dict[str, str]:
        """A few only: a file of thousands must not wait for the network; its areas are asked instead."""
        wanted = sorted({compact_postcode(text) for text in postcodes} - {""})
        if len(wanted) > MOST_AT_ONCE:
            return {}
        found = {postcode: self.lookup(postcode) for postcode in wanted}
        return {postcode: code for postcode, code in found.items() if code}
