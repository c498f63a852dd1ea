from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models import F, Q

from orgs.codes import RentPeriod
from orgs.models.organisation import Organisation
from portal.timestamps import Timestamped


class OrganisationRelationship(Timestamped):
    """One organisation manages lettings or sales of stock that another owns."""

    stock_owner = models.ForeignKey(
        Organisation,
        verbose_name="stock owner",
        on_delete=models.CASCADE,
        related_name="managing_agent_relationships",
    )
    managing_agent = models.ForeignKey(
        Organisation,
        verbose_name="managing agent",
        on_delete=models.CASCADE,
        related_name="stock_owner_relationships",
    )
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "stock owner and managing agent"
        verbose_name_plural = "stock owners and managing agents"
        constraints = [
            models.UniqueConstraint(
                fields=["stock_owner", "managing_agent"],
                name="relationship_once",
                violation_error_message="This organisation has already been added.",
            ),
            models.CheckConstraint(
                condition=~Q(stock_owner=F("managing_agent")),
                name="relationship_between_two",
                violation_error_message="An organisation cannot be added to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.managing_agent} manages for {self.stock_owner}"


class OrganisationRentPeriod(Timestamped):
    """A rent period in use by an organisation; its lettings can have no other."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="rent_periods")
    rent_period = models.PositiveSmallIntegerField("rent period", choices=RentPeriod)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "rent period"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rent_period"],
                name="rent_period_once",
                violation_error_message="This rent period has already been added.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_rent_period_display()
