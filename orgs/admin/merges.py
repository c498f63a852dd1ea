"""Merges: a list, the steps of asking for one, the dry run, and how it is going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse

from orgs.access import can
from orgs.agreements.sign import officers
from orgs.merges import requests
from orgs.merges.perform import start
from orgs.merges.plan import build_plan
from orgs.models import MergeRequest, Organisation
from orgs.names import name_today
from portal.jobs.admin import JobAdmin
from portal.jobs.progress import progress_of
from portal.parameters import record_id, whole_number
from portal.requests import SignedInRequest, signed_in
from portal.theme.forms import (
    GovDateField,
    GovForm,
    GovModelSelectField,
    GovRadiosField,
    GovTextField,
    Option,
    field_of,
)
from portal.theme.pages import add_errors, form_page
from portal.theme.record_history import history_of
from portal.theme.record_pages import model_url
from portal.words import day_in_words

YES_NO = [Option("yes", "Yes"), Option("no", "No")]
S = MergeRequest.Status


class OrganisationForm(GovForm):
    organisation = GovModelSelectField(label="Organisation", queryset=Organisation.objects.none())

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.usable().with_names()
        field = field_of(self, "organisation", GovModelSelectField)
        field.label, field.queryset = label, organisations.filter(merge_date=None, is_department=False)


class DateForm(GovForm):
    merge_date = GovDateField(label="Merge date")


class ExistingForm(GovForm):
    existing = GovRadiosField(
        label="Did the organisation that takes over exist before the merge?",
        short_label="whether it existed before",
        options=YES_NO,
    )


class TicketForm(GovForm):
    has_ticket = GovRadiosField(
        label="Was the merge reported to the helpdesk?",
        short_label="whether it was reported",
        options=YES_NO,
        reveal={"yes": ["helpdesk_ticket"]},
    )
    helpdesk_ticket = GovTextField(label="Ticket number", required=False, max_length=64)


def _url(name: str, pk: int) -> str:
    return model_url(MergeRequest, name, pk)


@admin.register(MergeRequest)
class MergeRequestAdmin(JobAdmin[MergeRequest]):
    given_up = "The merge was stopped. Nothing was changed."
    give_up_question = "Are you sure you want to give up this merge?"
    what_giving_up_means = "Nothing is merged. The request stays and can be started again."
    list_display = ["name", "merge_date", "status_label", "requester", "created_at"]
    list_select_related = ["absorbing_organisation", "requester"]
    search_fields = ["absorbing_organisation__name", "absorbing_organisation__name_changes__name"]
    list_per_page = 20
    empty_list_text = "No merges have been asked for."

    def get_queryset(self, request: HttpRequest) -> Any:
        kept = super().get_queryset(request).filter(discarded_at=None)
        named = kept.alias(absorber_now=name_today("absorbing_organisation"))
        return named.prefetch_related("absorbing_organisation__name_changes")

    @admin.display(description="Merge", ordering="absorber_now")
    def name(self, merge: MergeRequest) -> str:
        return str(merge)

    @admin.display(description="Status")
    def status_label(self, merge: MergeRequest) -> str:
        return S(merge.status).label

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = OrganisationForm(request.POST or None, label="Which organisation takes over the others?")
        if request.method == "POST" and form.is_valid():
            merge = requests.create(actor=signed_in(request).user, absorber=form.cleaned_data["organisation"])
            return redirect(_url("organisations", merge.pk))
        return form_page(
            request,
            title="Create a merge",
            intro=["If the organisation is new, create it first."],
            form=form,
            submit="Continue",
            cancel=reverse("admin:orgs_mergerequest_changelist"),
            trail=[self.opts, "Create a merge", ""],
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The summary: every answer can be changed from here, and the dry run is one step away."""
        merge = self._merge(signed_in(request), record_id(object_id))
        editable = requests.may_edit(signed_in(request).user, merge)
        links = []
        if editable:
            links = [
                ("See what will happen", _url("plan", merge.pk)),
                ("Delete this request", _url("delete", merge.pk)),
            ]
        failed = [f"The last attempt failed and changed nothing. {merge.error}"] if merge.last_attempt_failed else []
        return form_page(
            request,
            title=str(merge),
            caption=S(merge.status).label,
            rows=self._rows(merge, editable),
            intro=failed,
            links=links,
            listed_title="Before the merge can begin",
            listed=self._standing(merge) if editable else [],
            outcome=(merge.outcome or {}).get("told", []),
            progress=progress_of(merge, unit="steps"),
            merge=merge,
            trail=[self.opts, merge, ""],
            template="orgs/merge.html",
        )

    def _standing(self, merge: MergeRequest) -> list[str]:
        """What has to happen before the merge can begin."""
        problems = build_plan(merge).problems
        if merge.status == S.MERGE_ISSUES and merge.absorbing_organisation:
            people = [person.name for person in officers(merge.absorbing_organisation)]
            who = " or ".join(people) or "Nobody: it has no data protection officer"
            problems.append(f"Who can confirm the agreement: {who}.")
        return problems

    def _rows(self, merge: MergeRequest, editable: bool) -> list[tuple[str, str, str]]:
        merging = ", ".join(
            str(row) for row in merge.merge_request_organisations.select_related("merging_organisation")
        )
        existing = {None: "", True: "Yes", False: "No"}[merge.existing_absorbing_organisation]
        ticket = {None: "", True: merge.helpdesk_ticket, False: "No"}[merge.has_helpdesk_ticket]
        day = day_in_words(merge.merge_date) if merge.merge_date else ""
        rows = [
            ("Organisation that takes over", str(merge.absorbing_organisation or ""), "absorber"),
            ("Organisations that merge", merging, "organisations"),
            ("Merge date", day, "date"),
            ("Existed before the merge", existing, "existing"),
            ("Helpdesk ticket", ticket, "ticket"),
        ]
        return [(text, value, _url(name, merge.pk) if editable else "") for text, value, name in rows]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        merge = self._editable(signed_in(request), record_id(object_id))
        if request.method == "POST":
            requests.discard(actor=signed_in(request).user, request=merge)
            messages.success(request, "The request has been deleted.")
            return redirect("admin:orgs_mergerequest_changelist")
        return self._page(request, merge, "Delete this request?", submit="Delete", danger=True)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:

        merge = self._merge(signed_in(request), record_id(object_id))
        return form_page(
            request,
            title=f"History of {merge}",
            entries=history_of(merge),
            trail=[self.opts, merge, "History"],
            template="theme/record_history.html",
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or requests.may_edit(signed_in(request).user, obj)
        )

    def job(self, request: HttpRequest, pk: int) -> MergeRequest:
        """As its pages find it."""
        return self._merge(signed_in(request), pk)

    def _merge(self, request: SignedInRequest, pk: int) -> MergeRequest:
        """Nobody but support knows of merges."""
        if not can(request.user, "view", MergeRequest):
            raise Http404
        merge = MergeRequest.objects.filter(pk=pk, discarded_at=None).select_related("absorbing_organisation").first()
        if merge is None:
            raise Http404
        return merge

    def _editable(self, request: SignedInRequest, pk: int) -> MergeRequest:
        merge = self._merge(request, pk)
        if not requests.may_edit(request.user, merge):
            raise PermissionDenied
        return merge

    def _page(self, request: HttpRequest, merge: MergeRequest, title: str, **context: Any) -> HttpResponse:
        return form_page(
            request,
            title=title,
            caption=str(merge),
            cancel=_url("change", merge.pk),
            trail=[self.opts, merge, title],
            **context,
        )

    def _answer(
        self,
        request: HttpRequest,
        merge: MergeRequest,
        title: str,
        form: Any,
        save: Callable[..., None],
        following: str,
    ) -> HttpResponse:
        """One question: save and go on, or say what is wrong with the answer."""
        if request.method == "POST" and form.is_valid():
            try:
                save(form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return redirect(_url(following, merge.pk))
        return self._page(request, merge, title, form=form, submit="Save and continue")

    def absorber(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merge = self._editable(request, pk)
        form = OrganisationForm(
            request.POST or None,
            label="Which organisation takes over the others?",
            initial={"organisation": merge.absorbing_organisation_id},
        )

        def save(data: dict[str, Any]) -> None:
            requests.set_absorber(actor=signed_in(request).user, request=merge, absorber=data["organisation"])

        return self._answer(request, merge, "Organisation that takes over", form, save, "change")

    def organisations(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merge = self._editable(request, pk)
        if leaving := whole_number(request.POST.get("remove")):
            requests.remove_organisation(
                actor=request.user,
                request=merge,
                organisation_id=leaving,
            )
            return redirect(_url("organisations", merge.pk))
        form = OrganisationForm(request.POST or None, label="Add an organisation that merges")
        if request.method == "POST" and form.is_valid():
            try:
                requests.add_organisation(
                    actor=request.user,
                    request=merge,
                    organisation=form.cleaned_data["organisation"],
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                return redirect(_url("organisations", merge.pk))
        rows = merge.merge_request_organisations.select_related("merging_organisation")
        return self._page(
            request,
            merge,
            "Organisations that merge",
            form=form,
            submit="Add",
            merging=[(row.merging_organisation_id, str(row)) for row in rows],
            links=[("Continue", _url("date" if merge.merge_date is None else "change", merge.pk))],
            template="orgs/merge_organisations.html",
        )

    def date(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merge = self._editable(request, pk)
        form = DateForm(request.POST or None, initial={"merge_date": merge.merge_date})
        following = "existing" if merge.existing_absorbing_organisation is None else "change"

        def save(data: dict[str, Any]) -> None:
            requests.set_date(actor=signed_in(request).user, request=merge, day=data["merge_date"])

        return self._answer(request, merge, "Merge date", form, save, following)

    def existing(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merge = self._editable(request, pk)
        present = {None: None, True: "yes", False: "no"}[merge.existing_absorbing_organisation]
        form = ExistingForm(request.POST or None, initial={"existing": present})
        following = "ticket" if merge.has_helpdesk_ticket is None else "change"

        def save(data: dict[str, Any]) -> None:
            requests.set_existing(actor=signed_in(request).user, request=merge, existing=data["existing"] == "yes")

        return self._answer(request, merge, "Existed before the merge", form, save, following)

    def ticket(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merge = self._editable(request, pk)
        present = {None: None, True: "yes", False: "no"}[merge.has_helpdesk_ticket]
        form = TicketForm(
            request.POST or None, initial={"has_ticket": present, "helpdesk_ticket": merge.helpdesk_ticket}
        )

        def save(data: dict[str, Any]) -> None:
            requests.set_ticket(
                actor=signed_in(request).user,
                request=merge,
                has_ticket=data["has_ticket"] == "yes",
                ticket=data.get("helpdesk_ticket") or "",
            )

        return self._answer(request, merge, "Helpdesk ticket", form, save, "change")

    def plan(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """The dry run, from the code that performs it; beginning is possible when nothing stands in the way."""
        merge = self._editable(request, pk)
        if request.method == "POST":
            try:
                start(actor=request.user, request=merge)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                return redirect(_url("plan", merge.pk))
            messages.success(request, "The merge has started. You can leave this page.")
            return redirect(_url("change", merge.pk))
        plan = build_plan(merge, request.user)
        return self._page(
            request,
            merge,
            "What will happen",
            listed=plan.problems,
            outcome=plan.summary(),
            warning="" if plan.problems else "A merge cannot be undone with one click. Read what will happen.",
            submit="" if plan.problems else "Begin the merge",
            danger=True,
            template="orgs/merge.html",
        )

    def get_urls(self) -> list[URLPattern]:
        own = type(self)
        pages = (own.absorber, own.organisations, own.date, own.existing, own.ticket, own.plan)
        ours = [self.record_page(f"<int:pk>/{page.__name__}/", page, page.__name__) for page in pages]
        return [*ours, *super().get_urls()]
