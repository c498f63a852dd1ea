from typing import Any

from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models.functions import Replace

from portal.addresses.postcodes import normalise_postcode
from portal.timestamps import Discardable
from supported_housing import codes
from supported_housing.facts import place_name
from supported_housing.models.scheme import Scheme
from supported_housing.querysets import LocationQuerySet
from supported_housing.status import Status

REQUIRED_TO_CONFIRM = (
    "postcode",
    "location_admin_district",
    "location_code",
    "units",
    "type_of_unit",
    "mobility_type",
)


class Location(Discardable):
    """One place at which a scheme is run."""

    shown: Status  # only on locations of the list, as is whether the person is told where they are
    shows_where: bool

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="locations")
    postcode = models.CharField(max_length=16, blank=True)
    location_code = models.CharField("local authority code", max_length=9, blank=True)
    location_admin_district = models.CharField("local authority", max_length=255, blank=True)
    is_la_inferred = models.BooleanField("local authority found from the postcode", default=False, editable=False)
    name = models.CharField("location name", max_length=255, blank=True)
    units = models.PositiveIntegerField("number of units", null=True, blank=True)
    type_of_unit = models.PositiveSmallIntegerField(
        "most common type of unit", choices=codes.TypeOfUnit, null=True, blank=True
    )
    mobility_type = models.CharField(
        "mobility standard of most units", max_length=1, choices=codes.MobilityType, null=True, blank=True
    )
    startdate = models.DateField("available from", null=True, blank=True)
    confirmed = models.BooleanField(default=False, editable=False)
    old_id = models.CharField("former internal id", max_length=64, null=True, blank=True, unique=True)
    old_visible_id = models.CharField("former location code", max_length=64, null=True, blank=True)

    objects = LocationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "location"
        verbose_name_plural = "locations"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="location_newest"),
            models.Index(fields=["scheme", "confirmed"], name="location_scheme_confirmed"),
            models.Index(Replace("postcode", models.Value(" ")), name="location_postcode_compact"),
            models.Index(fields=["old_visible_id"], name="location_old_visible_id"),
        ]

    postcode_hidden = False
    """Set on locations that are shown to somebody who is not told where they are."""

    def __str__(self) -> str:
        return place_name("" if self.postcode_hidden else self.postcode, self.name, self.pk)

    @property
    def missing_fields(self) -> list[str]:
        """Fields that still stand between this location and being complete."""
        return [name for name in REQUIRED_TO_CONFIRM if getattr(self, name) in (None, "")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """`confirmed` follows from the six facts at every save, so that it can never be stale."""
        self.name = " ".join(self.name.split())
        self.postcode = normalise_postcode(self.postcode)
        self.confirmed = not self.missing_fields
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "confirmed", "name", "postcode"}
        super().save(*args, **kwargs)
