from __future__ import annotations

from typing import Self

from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models import Q, Subquery

from orgs.models.organisation import Organisation
from portal.clock import now
from portal.markdown import check_text
from portal.timestamps import Timestamped


class DataSharingAgreementQuerySet(models.QuerySet["DataSharingAgreement"]):
    def in_force(self) -> DataSharingAgreement | None:
        """The newest text published so far: a new version asks every organisation again."""
        return self.filter(published_at__lte=now()).order_by("-published_at", "-version").first()

    def in_force_id_query(self) -> Subquery:
        return Subquery(self.filter(published_at__lte=now()).order_by("-published_at", "-version").values("pk")[:1])


class DataSharingAgreement(Timestamped):
    """One version of the text that organisations confirm; never changed once it is published."""

    version = models.PositiveIntegerField("version", unique=True)
    text = models.TextField(
        "text", validators=[check_text], help_text="Markdown. Level 2 headings are the numbered sections."
    )
    published_at = models.DateTimeField("in force from", null=True, blank=True)

    objects = DataSharingAgreementQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "data sharing agreement"
        verbose_name_plural = "data sharing agreements"
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"Data sharing agreement, version {self.version}"


class DataProtectionConfirmationQuerySet(models.QuerySet["DataProtectionConfirmation"]):
    def of_agreement_in_force(self) -> Self:
        """Those of the text that holds now."""
        return self.filter(agreement=DataSharingAgreement.objects.in_force_id_query())


class DataProtectionConfirmation(models.Model):
    """What was signed, by whom and when: a snapshot that is written once (kept so by the database)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="data_protection_confirmations"
    )
    agreement = models.ForeignKey(DataSharingAgreement, on_delete=models.PROTECT, related_name="confirmations")
    confirmed = models.BooleanField(default=True, editable=False)
    data_protection_officer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="data_protection_confirmations"
    )
    signed_at = models.DateTimeField("signed", default=now)
    organisation_name = models.CharField("name of the organisation", max_length=255)
    organisation_address = models.CharField("address of the organisation", max_length=600, blank=True)
    organisation_phone_number = models.CharField("telephone number", max_length=64, blank=True)
    data_protection_officer_name = models.CharField("name of the data protection officer", max_length=255)
    data_protection_officer_email = models.CharField("email of the data protection officer", max_length=254)
    old_id = models.CharField(max_length=64, null=True, blank=True, editable=False)
    old_org_id = models.CharField(max_length=64, null=True, blank=True, editable=False)

    objects = DataProtectionConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = "confirmation of the data sharing agreement"
        verbose_name_plural = "confirmations of the data sharing agreement"
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "agreement"], name="agreement_signed_once"),
            models.CheckConstraint(condition=Q(confirmed=True), name="confirmation_is_confirmed"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_name}, version {self.agreement.version}"
