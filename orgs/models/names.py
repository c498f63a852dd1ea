from typing import Any

from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models import Q

from orgs.models.organisation import Organisation
from portal.timestamps import Timestamped
from portal.words import day_in_words


class OrganisationNameChange(Timestamped):
    """From this day the organisation has this name; the base name never changes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="name_changes")
    name = models.CharField("new name", max_length=255)
    startdate = models.DateField("first day of the new name")
    discarded_at = models.DateTimeField("cancelled", null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "name change"
        ordering = ["startdate", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "startdate"],
                condition=Q(discarded_at=None),
                name="name_change_once_a_day",
                violation_error_message="The organisation already has a name change on this date.",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever holds the organisation reads its names anew."""
        super().save(*args, **kwargs)
        getattr(self.organisation, "_prefetched_objects_cache", {}).pop("name_changes", None)

    def __str__(self) -> str:
        return f"{self.name} from {day_in_words(self.startdate)}"
