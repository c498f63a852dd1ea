"""Asking the address service on behalf of a log, before its answers are evaluated."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache

from portal.addresses.services import FoundAddress, NoAddressService, ServiceUnavailable, address_service, is_uprn
from portal.logs.facts import Address

logger = logging.getLogger(__name__)
KEPT_SECONDS = 600


def search_available() -> bool:
    """Whether an address service is configured at all."""
    return not isinstance(address_service(), NoAddressService)


def search(text: str) -> list[FoundAddress] | None:
    """The best matches for what was typed; None when the service cannot be reached now.

    A long number can only be a UPRN; a short one may be either, so it is looked for both ways (8.7).
    """
    wanted = " ".join(text.split())
    service = address_service()
    try:
        exact = service.by_uprn(wanted) if is_uprn(wanted) else None
        matches = [] if is_uprn(wanted) and len(wanted) > 5 else service.search(wanted, 0.2)
        found = [exact, *matches] if exact else matches
        return list({address.uprn: address for address in found}.values())
    except ServiceUnavailable:
        logger.warning("the address service cannot be reached")
        return None


def addresses_for(
    pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
    date_field: str,
    known: Mapping[str, Address | None],
) -> dict[str, Address | None]:
    """Addresses of the UPRNs that are new in answers beside those stored; a service that is down leaves them out."""
    found: dict[str, Address | None] = {}
    for given, stored in pairs:
        dated = given.get(date_field) != stored.get(date_field)
        for name in ("uprn", "uprn_selection"):
            uprn = given.get(name)
            if not isinstance(uprn, str) or not is_uprn(uprn) or uprn in known or uprn in found:
                continue
            if dated or uprn != stored.get(name):
                _look_up(uprn, found)
    return found


def _look_up(uprn: str, found: dict[str, Address | None]) -> None:
    key = f"address-of-uprn:{uprn}"
    known = cache.get(key)
    if known is None:
        try:
            address = address_service().by_uprn(uprn)
        except ServiceUnavailable:
            logger.warning("the address service cannot be reached")
            return
        known = (_plain(address),)
        cache.set(key, known, KEPT_SECONDS)
    found[uprn] = known[0]


def _plain(address: FoundAddress | None) -> Address | None:
    if address is None:
        return None
    return Address(
        address.address_line1, address.address_line2 or None, address.town_or_city or None, address.postcode or None
    )
