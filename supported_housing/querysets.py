"""Reads of schemes and locations."""

from __future__ import annotations

from typing import Self

from django.db import models

from portal.scoping import ScopedQuerySet


class SchemeQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        """Without the deleted ones."""
        return self.filter(discarded_at=None)

    def with_statuses(self) -> Self:
        """With all that the status of each row follows from, however many locations it has."""
        return (
            self.select_related("owning_organisation")
            .prefetch_related("deactivation_periods")
            .annotate(has_complete_location=_complete_location_of("pk"))
        )


class LocationQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        """Without the deleted ones, nor those of a deleted scheme."""
        return self.filter(discarded_at=None, scheme__discarded_at=None)

    def with_statuses(self) -> Self:
        """With all that the status of each row follows from."""
        return (
            self.select_related("scheme__owning_organisation")
            .prefetch_related("deactivation_periods", "scheme__deactivation_periods")
            .annotate(has_complete_location=_complete_location_of("scheme"))
        )


def _complete_location_of(scheme: str) -> models.Exists:
    from supported_housing.models import Location

    complete = Location.objects.filter(scheme=models.OuterRef(scheme), confirmed=True, discarded_at=None)
    return models.Exists(complete)
