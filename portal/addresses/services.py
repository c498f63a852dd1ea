"""The one interface to postcodes and addresses; which service answers is decided by settings.

Nobody depends on a service being up: an unknown postcode and a service that is down look alike to a log (the
authority is then asked), and an address can always be typed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

_UPRN = re.compile(r"[0-9]{1,12}")


def is_uprn(text: str) -> bool:
    """Whether it can be a unique property reference number; nothing else is worth asking a service for."""
    return _UPRN.fullmatch(text) is not None


class ServiceUnavailable(Exception):
    """The service cannot be reached now; show a hint and let the person type."""


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address as a service knows it, composed the way a log keeps it."""

    uprn: str
    address_line1: str
    address_line2: str = ""
    town_or_city: str = ""
    postcode: str = ""
    match: float | None = None

    @property
    def words(self) -> str:
        parts = (self.address_line1, self.address_line2, self.town_or_city, self.postcode)
        return ", ".join(part for part in parts if part)


class PostcodeService(Protocol):
    def lookup(self, postcode: str) -> str | None:
        """The code of the local authority; None when unknown or not to be found out now."""

    def lookup_many(self, postcodes: Iterable[str]) -> dict[str, str]:
        """Codes by compact postcode, for a whole file at once; unknown ones are left out."""


class AddressService(Protocol):
    def by_uprn(self, uprn: str) -> FoundAddress | None:
        """The address with this number; None when there is none. Raises ServiceUnavailable."""

    def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
        """The ten best matches, best first. Raises ServiceUnavailable."""


@lru_cache(maxsize=1)
def postcode_service() -> PostcodeService:
    """The local table first, then the service over HTTP where one is configured."""
    from portal.addresses.http import Caller
    from portal.addresses.local import LocalFirst
    from portal.addresses.postcodes_io import PostcodesIo

    url = getattr(settings, "POSTCODE_SERVICE_URL", "")
    remote = PostcodesIo(Caller("postcode service"), url) if url else None
    return LocalFirst(remote)


class NoAddressService:
    """No key, no service: every address is typed in."""

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        raise ServiceUnavailable("No address service is configured")

    def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
        raise ServiceUnavailable("No address service is configured")


@lru_cache(maxsize=1)
def address_service() -> AddressService:
    """The address service over HTTP; without a key, one that is never available."""
    from portal.addresses.http import Caller
    from portal.addresses.os_places import OsPlaces

    key = getattr(settings, "ADDRESS_SERVICE_KEY", "")
    url = getattr(settings, "ADDRESS_SERVICE_URL", "https://api.os.uk/search/places/v1")
    return OsPlaces(Caller("address service"), url, key) if key else NoAddressService()


@receiver(setting_changed)
def forget_services(setting: str, **kwargs: object) -> None:
    """Tests change settings; running systems do not."""
    if setting.startswith(("POSTCODE_SERVICE", "ADDRESS_SERVICE")):
        postcode_service.cache_clear()
        address_service.cache_clear()
