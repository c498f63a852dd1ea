"""Reads of organisations."""

from __future__ import annotations

from typing import Self

from django.db.models import Exists, OuterRef, Q

from portal.scoping import ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        """Without the deleted ones."""
        return self.filter(discarded_at=None)

    def usable(self) -> Self:
        """Neither deleted nor deactivated; merged ones stay usable for logs of their time."""
        return self.filter(discarded_at=None, active=True)

    def with_names(self) -> Self:
        """Reads what `str` and `name_on` need, at once for all of them."""
        return self.prefetch_related("name_changes")

    def with_agreement_signed(self) -> Self:
        """Annotates `has_signed`: whether the agreement now in force has been confirmed."""
        signed = self.at_the_other_end("data_protection_confirmations").of_agreement_in_force()
        return self.annotate(has_signed=Exists(signed.filter(organisation=OuterRef("pk"))))

    def named_like(self, text: str) -> Self:
        """Search by the base name or by a name ever in use: people remember the old one."""
        renamed = self.at_the_other_end("name_changes").filter(name__icontains=text, discarded_at=None)
        return self.filter(Q(name__icontains=text) | Q(pk__in=renamed.values("organisation")))
