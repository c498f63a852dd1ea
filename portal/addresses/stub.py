"""Services for tests and for places without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.addresses.postcodes import compact_postcode
from portal.addresses.services import FoundAddress, ServiceUnavailable


class NoAddressService:
    """No key, no service: every address is typed in."""

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        raise ServiceUnavailable("No address service is configured")

    def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
        raise ServiceUnavailable("No address service is configured")


class FixedPostcodes:
    """Knows the postcodes it was given."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self._codes = {compact_postcode(postcode): code for postcode, code in codes.items()}

    def lookup(self, postcode: str) -> str | None:
        return self._codes.get(compact_postcode(postcode))

    def lookup_many(self, postcodes: Iterable[str]) -> dict[str, str]:
        wanted = {compact_postcode(text) for text in postcodes}
        return {postcode: self._codes[postcode] for postcode in wanted & self._codes.keys()}


class FixedAddresses:
    """Knows the addresses it was given."""

    def __init__(self, addresses: Iterable[FoundAddress]) -> None:
        self._by_uprn = {address.uprn: address for address in addresses}

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        return self._by_uprn.get(uprn)

    def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
        wanted = text.casefold()
        return [address for address in self._by_uprn.values() if wanted in address.words.casefold()]
