from __future__ import annotations

from datetime import date
from typing import Any

from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models import F, Q, prefetch_related_objects
from django.db.models.functions import Lower

from orgs.codes import OrganisationStatus, ProfitStatus, ProviderType
from orgs.querysets import OrganisationQuerySet
from portal.clock import today
from portal.timestamps import Timestamped


class Organisation(Timestamped):
    """A landlord, an agent who manages for landlords, or the department itself."""

    name = models.CharField("name", max_length=255)
    provider_type = models.PositiveSmallIntegerField("type of provider", choices=ProviderType)
    profit_status = models.PositiveSmallIntegerField("profit status", choices=ProfitStatus, null=True, blank=True)
    group_member = models.BooleanField("part of a group", default=False)
    group_member_id = models.BigIntegerField("another organisation of the group", null=True, blank=True)
    group = models.PositiveIntegerField("group number", null=True, blank=True, editable=False)
    address_line1 = models.CharField("address line 1", max_length=255, blank=True)
    address_line2 = models.CharField("address line 2", max_length=255, blank=True)
    postcode = models.CharField("postcode", max_length=16, blank=True)
    phone = models.CharField("telephone number", max_length=64, blank=True)
    housing_registration_no = models.CharField("registration number", max_length=64, blank=True)
    holds_own_stock = models.BooleanField("owns housing stock", default=False)
    is_department = models.BooleanField("the department itself", default=False, editable=False)
    department_id = models.GeneratedField(
        expression=models.Case(models.When(is_department=True, then=F("id"))),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
        unique=True,
    )

    active = models.BooleanField("active", default=True, editable=False)
    merge_date = models.DateField("merged on", null=True, blank=True, editable=False)
    absorbing_organisation = models.ForeignKey(
        "self",
        verbose_name="merged into",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed_organisations",
    )
    available_from = models.DateField("available from", null=True, blank=True, editable=False)
    schemes_deduplicated_at = models.DateTimeField(null=True, blank=True, editable=False)
    discarded_at = models.DateTimeField("deleted", null=True, blank=True, editable=False)

    old_visible_id = models.CharField("former code", max_length=64, null=True, blank=True, unique=True)
    old_org_id = models.CharField("former internal id", max_length=64, blank=True, editable=False)
    old_association_type = models.IntegerField(null=True, blank=True, editable=False)
    software_supplier_id = models.CharField(max_length=64, blank=True, editable=False)
    housing_management_system = models.CharField(max_length=255, blank=True, editable=False)
    choice_based_lettings = models.BooleanField(null=True, blank=True, editable=False)
    common_housing_register = models.BooleanField(null=True, blank=True, editable=False)
    choice_allocation_policy = models.BooleanField(null=True, blank=True, editable=False)
    cbl_proportion_percentage = models.IntegerField(null=True, blank=True, editable=False)
    enter_affordable_logs = models.BooleanField(null=True, blank=True, editable=False)
    owns_affordable_logs = models.BooleanField(null=True, blank=True, editable=False)
    general_needs_units = models.IntegerField(null=True, blank=True, editable=False)
    supported_housing_units = models.IntegerField(null=True, blank=True, editable=False)
    unspecified_units = models.IntegerField(null=True, blank=True, editable=False)
    other_stock_owners = models.TextField(blank=True, editable=False)
    managing_agents_label = models.TextField(blank=True, editable=False)

    NOT_IN_HISTORY = ("schemes_deduplicated_at", "old_org_id", "available_from", "group")
    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at", "department_id"])

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        permissions = [  # the meaning of each is in orgs/access/grants.py
            ("view_owned_logs", "Can see logs of stock that the organisation owns"),
            ("view_managed_logs", "Can see logs of stock that the organisation manages"),
            ("change_owned_logs", "Can change logs of stock that the organisation owns"),
            ("change_managed_logs", "Can change logs of stock that the organisation manages"),
            ("create_logs", "Can create logs for the organisation"),
            ("view_schemes", "Can see the organisation's schemes"),
            ("manage_schemes", "Can change the organisation's schemes"),
            ("view_users", "Can see the organisation's users"),
            ("manage_users", "Can invite and change the organisation's users"),
            ("manage_details", "Can change the organisation's address and rent periods"),
            ("manage_relationships", "Can add and remove stock owners and managing agents"),
            ("sign_agreement", "Can confirm the data sharing agreement for the organisation"),
        ]
        ordering = [Lower("name"), "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_name_once",
                violation_error_message="An organisation with this name already exists.",
            ),
            models.CheckConstraint(
                condition=Q(profit_status=None)
                | Q(provider_type=ProviderType.LA, profit_status=ProfitStatus.LOCAL_AUTHORITY)
                | Q(
                    provider_type=ProviderType.PRP,
                    profit_status__in=[ProfitStatus.NON_PROFIT, ProfitStatus.PROFIT],
                ),
                name="organisation_profit_status_fits_type",
                violation_error_message=(
                    "A local authority has the profit status local authority; other providers cannot have it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(absorbing_organisation=None, merge_date=None)
                | Q(absorbing_organisation__isnull=False, merge_date__isnull=False),
                name="organisation_merged_wholly",
            ),
            models.CheckConstraint(
                condition=Q(absorbing_organisation=None) | ~Q(absorbing_organisation=F("id")),
                name="organisation_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        """The name in force today; `name` is the first one, and what is shown of it was outdated on a dozen pages."""
        name = self.name_on() if self.pk else self.name  # an unsaved one has no other
        return f"{name} (deleted)" if self.discarded_at else name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = " ".join(self.name.split())
        super().save(*args, **kwargs)

    def validate_unique(self, exclude: Any = None) -> None:
        """Without the generated column, which cannot be read before the first save."""
        super().validate_unique(exclude={*(exclude or ()), "department_id"})

    @property
    def code(self) -> str:
        """What people quote to name the organisation, also in bulk upload."""
        return f"ORG{self.pk}"

    def name_on(self, day: date | None = None) -> str:
        """The name in force on a day: logs show the one of their own date (docs/domain/organisations.md#4.4)."""
        day = day or today()
        prefetch_related_objects([self], "name_changes")  # a page names its organisation several times
        changes = [change for change in self.name_changes.all() if change.discarded_at is None]
        started = [change for change in changes if change.startdate <= day]
        return max(started, key=lambda change: change.startdate).name if started else self.name

    def status_on(self, day: date | None = None) -> OrganisationStatus:
        """First match of deleted, merged, deactivated, active (docs/domain/organisations.md#1.1)."""
        day = day or today()
        if self.discarded_at:
            return OrganisationStatus.DELETED
        if self.merge_date and self.merge_date < day:
            return OrganisationStatus.MERGED
        return OrganisationStatus.ACTIVE if self.active else OrganisationStatus.DEACTIVATED

    @property
    def status(self) -> OrganisationStatus:
        return self.status_on(today())

    def remember_agreement(self) -> None:
        """Ask once whether the agreement is confirmed, for a page that several rooms write on."""
        self.has_signed = self.agreement_signed

    @property
    def agreement_signed(self) -> bool:
        """Whether the data sharing agreement now in force was confirmed for this organisation."""
        annotated = self.__dict__.get("has_signed")
        if annotated is not None:
            return bool(annotated)
        return type(self).objects.with_agreement_signed().filter(pk=self.pk, has_signed=True).exists()  # type: ignore[misc] # annotated
