from django.conf import settings
from django.db import models

from portal.clock import moment, now
from portal.words import day_in_words


class DownloadKind(models.IntegerChoices):
    USERS = 0, "Users"
    LETTINGS_LOGS = 1, "Lettings logs"
    SALES_LOGS = 2, "Sales logs"
    SCHEMES_AND_LOCATIONS = 3, "Schemes and locations"
    ORGANISATIONS = 4, "Organisations"
    REFERENCE = 5, "Reference data"
    EXPORTS = 6, "What was sent to the department"
    STATISTICS = 7, "Statistics"
    SNAPSHOTS = 8, "Snapshots"


class DownloadRecord(models.Model):
    """A file of data that somebody asked for: who, in which role, what, with which filters. Never changed."""

    created_at = models.DateTimeField("asked for", default=now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="who", on_delete=models.PROTECT, related_name="download_records"
    )
    user_organisation = models.ForeignKey(
        "orgs.Organisation",
        verbose_name="organisation",
        on_delete=models.PROTECT,
        related_name="download_records",
        help_text="The organisation the person belonged to at that time.",
    )
    user_role = models.PositiveSmallIntegerField("role", null=True)
    download_type = models.PositiveSmallIntegerField("what", choices=DownloadKind)
    download_filters = models.TextField("filters")

    class Meta:
        app_label = "portal"
        verbose_name = "download"
        verbose_name_plural = "downloads"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="download_record_newest")]

    def __str__(self) -> str:
        return f"{self.get_download_type_display()}, {day_in_words(moment(self.created_at))}"
