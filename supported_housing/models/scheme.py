from typing import Any

from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models.functions import Lower

from portal.timestamps import Discardable
from supported_housing import codes
from supported_housing.querysets import SchemeQuerySet
from supported_housing.status import Status

REQUIRED_TO_CONFIRM = (
    "service_name",
    "owning_organisation_id",
    "scheme_type",
    "registered_under_care_act",
    "arrangement_type",
    "primary_client_group",
    "has_other_client_group",
    "support_type",
    "intended_stay",
)


class Scheme(Discardable):
    """A supported housing service of one stock owner, run at one or more locations."""

    shown: Status  # only on schemes of the list

    service_name = models.CharField("scheme name", max_length=255, blank=True)
    owning_organisation = models.ForeignKey(
        "orgs.Organisation",
        verbose_name="stock owner",
        on_delete=models.PROTECT,
        related_name="schemes",
    )
    sensitive = models.PositiveSmallIntegerField(
        "holds confidential information", choices=codes.YesNo, default=codes.YesNo.NO
    )
    scheme_type = models.PositiveSmallIntegerField("type of scheme", choices=codes.SchemeType, null=True, blank=True)
    registered_under_care_act = models.PositiveSmallIntegerField(
        "registered under the Care Standards Act 2000",
        choices=codes.RegisteredUnderCareAct,
        null=True,
        blank=True,
    )
    arrangement_type = models.CharField(
        "who provides the support", max_length=1, choices=codes.ArrangementType, null=True, blank=True
    )
    primary_client_group = models.CharField(
        "main client group", max_length=1, choices=codes.ClientGroup, null=True, blank=True
    )
    has_other_client_group = models.PositiveSmallIntegerField(
        "serves another client group", choices=codes.YesNo, null=True, blank=True
    )
    secondary_client_group = models.CharField(
        "other client group", max_length=1, choices=codes.ClientGroup, null=True, blank=True
    )
    support_type = models.PositiveSmallIntegerField(
        "level of support", choices=codes.SupportType, null=True, blank=True
    )
    intended_stay = models.CharField(
        "intended length of stay", max_length=1, choices=codes.IntendedStay, null=True, blank=True
    )
    confirmed = models.BooleanField(default=False, editable=False)
    startdate = models.DateField("available from", null=True, blank=True)
    end_date = models.DateField("end date", null=True, blank=True)
    total_units = models.PositiveIntegerField("total units", null=True, blank=True)
    old_id = models.CharField("former internal id", max_length=64, null=True, blank=True, unique=True)
    old_visible_id = models.CharField("former scheme code", max_length=64, null=True, blank=True)

    objects = SchemeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "scheme"
        verbose_name_plural = "schemes"
        ordering = [Lower("service_name"), "id"]
        indexes = [
            models.Index(Lower("service_name"), "id", name="scheme_name_order"),
            models.Index(fields=["old_visible_id"], name="scheme_old_visible_id"),
        ]

    def __str__(self) -> str:
        return self.service_name or f"Scheme {self.code}"

    @property
    def code(self) -> str:
        """What people quote to name the scheme, also in bulk upload."""
        return f"S{self.pk}"

    @property
    def missing_fields(self) -> list[str]:
        """Fields that still stand between this scheme and being confirmed."""
        missing = [name for name in REQUIRED_TO_CONFIRM if getattr(self, name) in (None, "")]
        if self.has_other_client_group == codes.YesNo.YES and not self.secondary_client_group:
            missing.append("secondary_client_group")
        return missing

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.service_name = " ".join(self.service_name.split())
        if self.has_other_client_group == codes.YesNo.NO:
            self.secondary_client_group = None
        if self.confirmed and self.missing_fields:
            self.confirmed = False
        super().save(*args, **kwargs)
