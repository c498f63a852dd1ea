from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models import F, Q

from supported_housing.models.location import Location
from supported_housing.models.scheme import Scheme


class DeactivationPeriod(models.Model):
    """From the deactivation date (inactive) to the reactivation date (active again); open without one."""

    deactivation_date = models.DateField()
    reactivation_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.deactivation_date} to {self.reactivation_date or 'open'}"


class SchemeDeactivationPeriod(DeactivationPeriod):
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="deactivation_periods")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "scheme deactivation"
        ordering = ["deactivation_date", "id"]
        constraints = [
            models.UniqueConstraint("scheme", condition=Q(reactivation_date=None), name="scheme_one_open_deactivation"),
            models.CheckConstraint(
                condition=Q(reactivation_date=None) | Q(reactivation_date__gte=F("deactivation_date")),
                name="scheme_reactivation_after_deactivation",
            ),
        ]


class LocationDeactivationPeriod(DeactivationPeriod):
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="deactivation_periods")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "location deactivation"
        ordering = ["deactivation_date", "id"]
        constraints = [
            models.UniqueConstraint(
                "location", condition=Q(reactivation_date=None), name="location_one_open_deactivation"
            ),
            models.CheckConstraint(
                condition=Q(reactivation_date=None) | Q(reactivation_date__gte=F("deactivation_date")),
                name="location_reactivation_after_deactivation",
            ),
        ]
