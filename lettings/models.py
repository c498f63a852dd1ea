"""The lettings log and the reference tables of lettings."""

from simple_history.models import HistoricalRecords

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from lettings.reference.models import RentRange
from portal.logs.history import NOT_IN_HISTORY, ChangedAnswers
from portal.logs.models import Log, spine_indexes

__all__ = ["LettingsLog", "RentRange"]


GENERAL_NEEDS = 1


class LettingsLog(Log):
    """One letting of social housing."""

    needstype = models.PositiveSmallIntegerField("needs type", null=True, editable=False)
    scheme = models.ForeignKey(
        "supported_housing.Scheme", models.PROTECT, null=True, blank=True, related_name="lettings_logs"
    )
    location = models.ForeignKey(
        "supported_housing.Location", models.PROTECT, null=True, blank=True, related_name="lettings_logs"
    )
    tenancycode = models.CharField("tenant code", max_length=255, blank=True, default="", editable=False)
    propcode = models.CharField("property reference", max_length=255, blank=True, default="", editable=False)
    unresolved = models.BooleanField("scheme or location to be chosen again", default=False, editable=False)

    history = HistoricalRecords(bases=[ChangedAnswers], excluded_fields=NOT_IN_HISTORY)

    class Meta(Log.Meta):
        verbose_name = "lettings log"
        indexes = [
            *spine_indexes("lettings"),
            models.Index(fields=["tenancycode", "propcode", "date"], name="lettings_told_apart"),
            models.Index(fields=["scheme"], name="lettings_scheme"),
            models.Index(fields=["location"], name="lettings_location"),
            GinIndex(fields=["tenancycode"], name="lettings_tenancycode_trgm", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["propcode"], name="lettings_propcode_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def after_answers(self) -> None:
        """A log that lost its scheme to a deactivation is in order again once both are chosen, or none is asked."""
        if self.unresolved and ((self.scheme_id and self.location_id) or self.needstype == GENERAL_NEEDS):
            self.unresolved = False
