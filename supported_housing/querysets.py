"""Reads of schemes and locations."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONArray, JSONObject, TruncDate

from portal.clock import LONDON
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
            .annotate(has_complete_location=_complete(self.at_the_other_end("locations"), scheme="pk"))
        )

    def as_plain_data(self) -> models.QuerySet[Any, dict[str, Any]]:
        """All that facts are built from (`facts_from_dicts`), each with its locations and periods as one document."""
        same = ("id", "owning_organisation_id", "confirmed", "discarded_at", "startdate")
        one = JSONObject(
            **{name: name for name in same},
            name="service_name",
            created_at=_created_on(),
            owner_active="owning_organisation__active",
            owner_merge_date="owning_organisation__merge_date",
            owner_discarded_at="owning_organisation__discarded_at",
            periods=_periods(self.at_the_other_end("deactivation_periods").filter(scheme=models.OuterRef("pk"))),
            locations=ArraySubquery(
                self.at_the_other_end("locations").filter(scheme=models.OuterRef("pk")).as_plain_data()
            ),
        )
        return self.order_by().values_list(one, flat=True)


class LocationQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        """Without the deleted ones, nor those of a deleted scheme."""
        return self.filter(discarded_at=None, scheme__discarded_at=None)

    def with_statuses(self) -> Self:
        """With all that the status of each row follows from."""
        return (
            self.select_related("scheme__owning_organisation")
            .prefetch_related("deactivation_periods", "scheme__deactivation_periods")
            .annotate(has_complete_location=_complete(type(self)(self.model), scheme="scheme"))
        )

    def as_plain_data(self) -> models.QuerySet[Any, dict[str, Any]]:
        """As for schemes."""
        same = (
            "id",
            "postcode",
            "name",
            "units",
            "type_of_unit",
            "mobility_type",
            "confirmed",
            "discarded_at",
            "startdate",
        )
        one = JSONObject(
            **{name: name for name in same},
            code="location_code",
            created_at=_created_on(),
            periods=_periods(self.at_the_other_end("deactivation_periods").filter(location=models.OuterRef("pk"))),
        )
        return self.order_by().values_list(one, flat=True)


def _created_on() -> TruncDate:
    return TruncDate("created_at", tzinfo=LONDON)


def _periods(rows: models.QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(rows.order_by().values_list(JSONArray("deactivation_date", "reactivation_date"), flat=True))


def _complete(locations: models.QuerySet[Any], *, scheme: str) -> models.Exists:
    return models.Exists(locations.filter(scheme=models.OuterRef(scheme), confirmed=True, discarded_at=None))
