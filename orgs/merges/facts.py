from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from orgs.models import MergeRequest, Organisation
from portal.words import listed


@dataclass
class MergeFacts:
    """Who merges into whom and when, and what the steps tell each other."""

    request: MergeRequest
    absorber: Organisation
    merging: list[Organisation]
    day: date
    absorber_is_new: bool
    actor: User | None
    earlier: list[int] = field(default_factory=list)  # absorbed before by one of the merging organisations
    copies: dict[str, dict[int, int]] = field(default_factory=dict)  # by model: old id -> id of the copy
    moved_users: dict[int, Organisation] = field(default_factory=dict)  # with the organisation they came from

    @classmethod
    def of(cls, request: MergeRequest, actor: User | None) -> MergeFacts:
        assert request.absorbing_organisation is not None
        assert request.merge_date is not None
        merging = list(
            Organisation.objects.filter(merge_request_organisations__merge_request=request).order_by("name", "pk")
        )
        earlier = Organisation.objects.filter(absorbing_organisation__in=merging).values_list("pk", flat=True)
        return cls(
            request=request,
            absorber=request.absorbing_organisation,
            merging=merging,
            day=request.merge_date,
            absorber_is_new=request.existing_absorbing_organisation is False,
            actor=actor or request.started_by,
            earlier=list(earlier),
        )

    @property
    def by(self) -> User:
        """Who carries it out; whatever it writes has an author."""
        assert self.actor is not None
        return self.actor

    @property
    def ids(self) -> list[int]:
        return [organisation.pk for organisation in self.merging]

    @property
    def names(self) -> str:
        return listed([organisation.name_on(self.day) for organisation in self.merging])
