"""The postcode directory in our own database, preferred wherever it is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from portal.addresses.models import PostcodeArea
from portal.addresses.postcodes import compact_postcode
from portal.addresses.services import PostcodeService


class LocalFirst:
    """Asks the table; what it does not know, the service over HTTP, where there is one."""

    def __init__(self, remote: PostcodeService | None = None) -> None:
        self._remote = remote

    def lookup(self, postcode: str) -> str | None:
        return self.lookup_many([postcode]).get(compact_postcode(postcode))

    def lookup_many(self, postcodes: Iterable[str]) -> dict[str, str]:
        compact = map(compact_postcode, postcodes)
        wanted = {text for text in compact if text and text.isprintable()}  # the database refuses to be asked for a NUL
        if not wanted:
            return {}
        found = dict(PostcodeArea.objects.filter(pk__in=wanted).values_list("postcode", "la"))
        missing = wanted - found.keys()
        if missing and self._remote is not None:
            found |= self._remote.lookup_many(missing)
        return found
