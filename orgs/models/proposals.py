from __future__ import annotations

from simple_history.models import HistoricalRecords

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from orgs.models.organisation import Organisation
from portal.timestamps import Timestamped


class ProposalState(models.TextChoices):
    """How far a proposal has come."""

    PROPOSED = "proposed", "Waiting for the other side"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended"


class RelationshipProposal(Timestamped):
    """One side's wish that an organisation manages the other's stock. It grants nothing until the other side agrees.

    Only what both sides agreed to is an `OrganisationRelationship`, so that whoever reads relationships reads nothing
    that one side alone has stated.
    """

    State = ProposalState

    stock_owner = models.ForeignKey(
        Organisation, verbose_name="stock owner", on_delete=models.CASCADE, related_name="proposals_as_owner"
    )
    managing_agent = models.ForeignKey(
        Organisation, verbose_name="managing agent", on_delete=models.CASCADE, related_name="proposals_as_agent"
    )
    proposed_by = models.ForeignKey(
        Organisation, verbose_name="proposed by", on_delete=models.CASCADE, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="asked by", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField("state", max_length=8, choices=ProposalState, default=ProposalState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="decided by", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("decided", null=True)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "proposed stock owner or managing agent"
        verbose_name_plural = "proposed stock owners and managing agents"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stock_owner", "managing_agent"],
                condition=Q(state=ProposalState.PROPOSED),
                name="proposal_open_once",
                violation_error_message="This organisation has been asked already.",
            ),
            models.CheckConstraint(
                condition=~Q(stock_owner=F("managing_agent")),
                name="proposal_between_two",
                violation_error_message="An organisation cannot be added to itself.",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=F("stock_owner")) | Q(proposed_by=F("managing_agent")),
                name="proposal_by_one_side",
                violation_error_message="Only one of the two can propose it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.managing_agent} manages for {self.stock_owner}"

    @property
    def asked(self) -> Organisation:
        """The side that has to agree."""
        return self.managing_agent if self.proposed_by_id == self.stock_owner_id else self.stock_owner
