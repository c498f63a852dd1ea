"""Relationships that one side has proposed: what both sides see of them, and the page that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from orgs import relationships
from orgs.models import Organisation, RelationshipProposal
from portal.requests import SignedInRequest
from portal.theme.forms import GovForm, GovRadiosField, Option
from portal.theme.pages import add_errors, form_page

if TYPE_CHECKING:
    from accounts.models import User
    from orgs.access.admin import ScopedAdmin


ACCEPT, DECLINE = "accept", "decline"


class AnswerForm(GovForm):
    """Nothing is chosen beforehand: accepting gives something away."""

    answer = GovRadiosField(
        label="Does your organisation agree?",
        short_label="whether your organisation agrees",
        options=[Option(ACCEPT, "Yes, accept"), Option(DECLINE, "No, decline")],
    )


def rows_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Open proposals of both directions, those to answer first."""
    rows = [
        {"pk": proposal.pk, "text": str(proposal), "to_answer": proposal.asked == organisation}
        for proposal in relationships.open_proposals(organisation)
    ]
    return sorted(rows, key=lambda row: not row["to_answer"])


def answer_page(admin: ScopedAdmin, request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Accept or decline for the side that was asked, take back for the side that asked."""
    organisation = admin.visible(request, pk, "add_relationship")
    proposal = relationships.open_proposals(organisation).filter(pk=row).first()
    if proposal is None:
        raise Http404
    back = reverse("admin:orgs_organisation_relationships", args=[organisation.pk])
    to_answer = proposal.asked == organisation
    form = AnswerForm(request.POST if request.method == "POST" else None) if to_answer else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            message = _carry_out(request, proposal, form.cleaned_data["answer"] if form else "")
        except ValidationError as error:
            if form is None:
                raise Http404 from error
            add_errors(form, error)
        else:
            messages.success(request, message)
            return redirect(back)
    return form_page(
        request,
        title=str(proposal),
        caption=str(organisation),
        form=form,
        submit="Save" if to_answer else "Take this back",
        intro=_what_it_means(proposal) if to_answer else ["The other organisation has not answered yet."],
        cancel=back,
        trail=[admin.opts, organisation, "Stock owners and managing agents"],
    )


def _carry_out(request: SignedInRequest, proposal: RelationshipProposal, answer: str) -> str:
    actor: User = request.user
    if answer == ACCEPT:
        relationships.accept(actor=actor, proposal=proposal)
        return f"Accepted: {proposal}."
    if answer == DECLINE:
        relationships.decline(actor=actor, proposal=proposal)
        return "Declined. The other organisation has been told."
    relationships.withdraw(actor=actor, proposal=proposal)
    return "Taken back."


def _what_it_means(proposal: RelationshipProposal) -> list[str]:
    return [
        f"{proposal.proposed_by} asks you to confirm that {proposal.managing_agent} manages homes that "
        f"{proposal.stock_owner} owns.",
        f"If you accept, people of {proposal.managing_agent} can see the schemes and locations of "
        f"{proposal.stock_owner}, and both organisations can choose each other in logs. Either can end it later.",
    ]
