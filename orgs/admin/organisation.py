"""Organisations: list, details and what can be done to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse

from orgs import details
from orgs.access.admin import ONE_BUTTON, ScopedAdmin
from orgs.admin import organisation_pages as pages
from orgs.admin import organisation_profile, proposals
from orgs.admin.forms import OrganisationForm
from orgs.admin.organisation_history import whole_history
from orgs.agreements.sign import chase
from orgs.codes import OrganisationStatus
from orgs.detail_fields import FOR_COORDINATORS, FOR_SUPPORT
from orgs.models import Organisation
from orgs.names import name_today
from orgs.organisation_download import download_page, may_download
from orgs.organisation_files import OrganisationResource
from portal.clock import today
from portal.imports.pages import CsvFilesMixin
from portal.parameters import record_id, whole_number
from portal.requests import SignedInRequest, signed_in
from portal.theme.record_history import HistoryEntry
from portal.words import counted, day_in_words

PAGES: dict[str, Callable[..., HttpResponse]] = {
    "agreement": pages.agreement,
    "relationships": pages.relationships,
    "remove_relationship": pages.remove_relationship,
    "proposal": proposals.answer_page,
    "names": pages.names,
    "cancel_name": pages.cancel_name,
    "deactivate": pages.deactivate,
    "reactivate": pages.reactivate,
    "details": lambda admin, request, pk: admin.details_view(request, pk),
}


class StatusFilter(SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.label) for status in OrganisationStatus if status != OrganisationStatus.DELETED]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == OrganisationStatus.MERGED:
            return queryset.filter(merge_date__lt=today())
        if self.value() == OrganisationStatus.DEACTIVATED:
            return queryset.filter(active=False).exclude(merge_date__lt=today())
        if self.value() == OrganisationStatus.ACTIVE:
            return queryset.filter(active=True).exclude(merge_date__lt=today())
        return queryset


class AgreementFilter(SimpleListFilter):
    title = "data sharing agreement"
    parameter_name = "agreement"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Confirmed"), ("no", "Not confirmed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in {"yes", "no"}:
            return queryset.filter(has_signed=self.value() == "yes")
        return queryset


@admin.register(Organisation)
class OrganisationAdmin(CsvFilesMixin, ScopedAdmin):
    form = OrganisationForm
    resource_classes = [OrganisationResource]
    change_list_template = "orgs/organisation_list.html"
    list_display = ["called", "code_label", "provider_type", "status_label", "agreement_label"]
    list_filter = [StatusFilter, "provider_type", AgreementFilter]
    search_fields = ["name"]
    search_help_text = "Search by name, also a former one, or by code such as ORG12"
    actions = ["remind"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).with_agreement_signed().prefetch_related("name_changes")
        return rows.alias(name_now=name_today())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.upper().startswith("ORG") and (pk := whole_number(term[3:])):
            return queryset.filter(pk=pk), False
        return queryset.named_like(term), False

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [Lower("name_now"), "id"]

    @admin.display(description="Name", ordering=Lower("name_now"))
    def called(self, organisation: Organisation) -> str:
        return organisation.name_on()

    @admin.display(description="Code")
    def code_label(self, organisation: Organisation) -> str:
        return organisation.code if organisation.pk else "-"

    @admin.display(description="Status")
    def status_label(self, organisation: Organisation) -> str:
        if organisation.absorbing_organisation_id and organisation.merge_date:
            return f"Merged into {organisation.absorbing_organisation} on {day_in_words(organisation.merge_date)}"
        return organisation.status.label

    @admin.display(description="Data sharing agreement")
    def agreement_label(self, organisation: Organisation) -> str:
        return "Confirmed" if organisation.agreement_signed else "Not confirmed"

    def get_fields(self, request: HttpRequest, obj: Organisation | None = None) -> tuple[str, ...]:
        if obj is None:
            return tuple(name for name in OrganisationForm.base_fields if name in self._of_support())
        return (*(FOR_SUPPORT if self._is_support(signed_in(request)) else FOR_COORDINATORS), "rent_periods")

    def _of_support(self) -> set[str]:
        return {"name", "rent_periods", *FOR_SUPPORT}

    def _is_support(self, request: SignedInRequest) -> bool:
        return bool(request.user.is_support)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Fields of the form that this role may not change are taken out, not only hidden."""
        form = super().get_form(request, obj, change=change, **kwargs)
        allowed = set(self.get_fields(request, obj))
        for name in list(form.base_fields):
            if name not in allowed:
                del form.base_fields[name]
        return form

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        details.number_group(obj)
        obj.save()
        details.set_rent_periods(obj, form.cleaned_data.get("rent_periods") or [])

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not self._is_support(signed_in(request)):
            actions.pop("remind", None)
        return actions

    @admin.action(description="Remind data protection officers of the agreement")
    def remind(self, request: SignedInRequest, queryset: QuerySet) -> None:
        reminded, without = chase(
            actor=request.user,
            organisations=Organisation.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))),
        )
        messages.success(request, f"{counted(reminded, 'data protection officer')} will be reminded by email.")
        if without:
            names = ", ".join(str(organisation) for organisation in without)
            messages.warning(request, f"Nobody could be reminded at: {names}. They have no data protection officer.")

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self._is_support(signed_in(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_download(signed_in(request).user)

    def export_action(self, request: SignedInRequest) -> HttpResponseBase:
        """By the machine that makes all files, a large one by a worker."""
        return download_page(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        merges = (
            {"merges_url": reverse("admin:orgs_mergerequest_changelist")}
            if self._is_support(signed_in(request))
            else {}
        )
        context = {"export_words": "Download", **merges, **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        organisation = self.visible(signed_in(request), record_id(object_id))
        return organisation_profile.show(self, signed_in(request), organisation)

    def details_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """The stock form, for what this role may simply correct."""
        organisation = self.visible(request, pk, "change")
        context = {**ONE_BUTTON, "title": "Change details", "caption": organisation.name_on()}
        return super().change_view(request, str(pk), extra_context=context)

    def response_post_save_change(self, request: HttpRequest, obj: Organisation) -> HttpResponseRedirect:
        return redirect("admin:orgs_organisation_change", obj.pk)

    def response_post_save_add(self, request: HttpRequest, obj: Organisation) -> HttpResponseRedirect:
        """To the page of the new one, from which its first coordinator is invited."""
        messages.info(request, "Next, invite its first data coordinator with “Invite somebody” below.")
        return redirect("admin:orgs_organisation_change", obj.pk)

    def history_entries(self, organisation: Organisation) -> list[HistoryEntry]:
        return whole_history(organisation)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return pages.delete(self, signed_in(request), record_id(object_id))

    def get_urls(self) -> list[URLPattern]:
        ours = []
        for name, page in PAGES.items():
            second = "<int:row>/" if name in {"remove_relationship", "proposal", "cancel_name"} else ""
            ours.append(self.record_page(f"<int:pk>/{name.replace('_', '-')}/{second}", page, name))
        return [*ours, *super().get_urls()]
