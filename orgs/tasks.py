"""What organisations put on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from orgs.agreements.banners import blocking_banner
from orgs.models import MergeRequest, MergeState, Organisation
from orgs.relationships import waiting_for
from portal.tasks import Blocker, Task, waiting

if TYPE_CHECKING:
    from accounts.models import User


def support_tasks() -> list[Task]:
    """Organisations that have not signed, and merges that were begun."""
    members = Organisation.objects.usable().filter(is_department=False, merge_date=None)
    unsigned = members.with_agreement_signed().filter(Q(has_signed=False))
    merges = MergeRequest.objects.filter(discarded_at=None).exclude(state=MergeState.MERGED)
    organisations = reverse("admin:orgs_organisation_changelist", query={"agreement": "no"})
    return [
        *waiting(unsigned.count(), "organisation", "not confirmed the data sharing agreement", organisations),
        *waiting(merges.count(), "merge", "not been carried out yet", reverse("admin:orgs_mergerequest_changelist")),
    ]


def proposal_blockers(user: User) -> list[Blocker]:
    """Coordinators answer what other organisations have proposed."""
    if not user.is_coordinator:
        return []
    count = waiting_for(user.organisation).count()
    if not count:
        return []
    text = "An organisation asks you to agree who manages homes for whom."
    if count > 1:
        text = f"{count} organisations ask you to agree who manages homes for whom."
    page = reverse("admin:orgs_organisation_relationships", args=[user.organisation_id])
    return [Blocker(text, "Accept or decline", page)]


def agreement_blockers(user: User) -> list[Blocker]:
    """Without the agreement, or without a stock owner, no log can be added."""
    banner = blocking_banner(user)
    if banner is None:
        return []
    who = f" Ask {' or '.join(banner.names)}." if banner.names else ""
    return [Blocker(f"{banner.title}. {banner.text}{who}", banner.link_text, banner.link)]
