from simple_history.models import HistoricalRecords

from django.db import models


class LocalAuthority(models.Model):
    """A local authority (or a country of the United Kingdom) for as long as its code lived."""

    code = models.CharField("code", max_length=9, unique=True)
    name = models.CharField("name", max_length=255)
    start_date = models.DateField("first day")
    end_date = models.DateField("last day", null=True, blank=True)

    history = HistoricalRecords(app="orgs")

    class Meta:
        app_label = "orgs"
        verbose_name = "local authority"
        verbose_name_plural = "local authorities"
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_date=None) | models.Q(end_date__gte=models.F("start_date")),
                name="local_authority_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LocalAuthorityLink(models.Model):
    """One authority took over from, or handed over to, another (stored in both directions)."""

    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="links")
    linked_local_authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="linked_from")
    effective_from_year = models.PositiveSmallIntegerField("collection year of the change", null=True, blank=True)

    history = HistoricalRecords(app="orgs")

    class Meta:
        app_label = "orgs"
        verbose_name = "link between local authorities"
        verbose_name_plural = "links between local authorities"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["local_authority", "linked_local_authority"], name="local_authority_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_authority_id} – {self.linked_local_authority_id}"
