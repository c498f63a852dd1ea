"""Keys in the admin: issuing one shows it once; afterwards it can be replaced or revoked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from accounts.credentials import question_first
from orgs.access.admin import ScopedAdmin
from orgs.api_keys.issue import issue, revoke, rotate
from orgs.api_keys.models import LONGEST, OVERLAP, ApiKey, Scope
from orgs.api_keys.pages import registered_key_pages
from orgs.models import Organisation
from portal.clock import LONDON, moment, now, today
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.forms import (
    GovCheckboxesField,
    GovDateField,
    GovForm,
    GovModelSelectField,
    GovRadiosField,
    GovTextareaField,
    GovTextField,
    field_of,
)
from portal.theme.pages import add_errors, form_page
from portal.theme.record_pages import record_url
from portal.words import day_in_words

LIVE, TEST = "live", "test"


class ExpiryForm(GovForm):
    """Until when a key works."""

    expires_at = GovDateField(
        label="Last day on which the key works",
        short_label="the last day",
        help_text="Within 12 months. Coordinators get an email 30 days, 7 days and 1 day before.",
    )

    def clean_expires_at(self) -> datetime:
        """The day counts to its end."""
        return datetime.combine(self.cleaned_data["expires_at"], time(23, 59), LONDON)


class IssueForm(ExpiryForm):
    """What a key is for; for support also whose it is."""

    organisation = GovModelSelectField(label="Organisation", queryset=Organisation.objects.none())
    name = GovTextField(label="Name of the key", max_length=100, help_text="For example, the system that will use it")
    supplier = GovTextField(label="Who supplies the system? (optional)", max_length=100, required=False)
    kind = GovRadiosField(
        label="What will it work with?",
        short_label="what it will work with",
        options=[
            (LIVE, "Logs of your organisation"),
            (TEST, "The sandbox of your organisation: test logs, which nobody else sees"),
        ],
    )
    scopes = GovCheckboxesField(
        label="What may it be used for?", short_label="what it may be used for", options=list(Scope.choices)
    )
    addresses = GovTextareaField(
        label="Internet addresses it may be used from (optional)",
        required=False,
        help_text="One address or range on each line, such as 198.51.100.0/24. Leave empty to allow any.",
    )
    field_order = ["organisation", "name", "supplier", "kind", "scopes", "expires_at", "addresses"]

    def __init__(self, *args: Any, by_support: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_support:
            field_of(self, "organisation", GovModelSelectField).queryset = (
                Organisation.objects.usable().with_names().filter(is_department=False)
            )
        else:
            del self.fields["organisation"]


@admin.register(ApiKey)
class ApiKeyAdmin(ScopedAdmin):
    """Configuration and calls."""

    list_display = ("name", "key_id", "organisation", "kind", "scopes_label", "status_label", "ends", "last_used")
    list_select_related = ("organisation",)
    search_fields = ("name", "key_id", "organisation__name", "organisation__name_changes__name")
    ordering = ("-created_at", "-pk")
    actions = None
    create_verb = "Issue"
    empty_list_text = "No key has been issued yet. Issue one for the system that will send your logs."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("organisation__name_changes")

    @admin.display(description="Works with")
    def kind(self, key: ApiKey) -> str:
        return "Sandbox" if key.is_test else "Logs"

    @admin.display(description="May be used to")
    def scopes_label(self, key: ApiKey) -> str:
        return ", ".join(Scope(scope).label.lower() for scope in key.scopes)

    @admin.display(description="Status")
    def status_label(self, key: ApiKey) -> str:
        return key.status_at(now())

    @admin.display(description="Works until", ordering="expires_at")
    def ends(self, key: ApiKey) -> str:
        return day_in_words(moment(key.expires_at))

    @admin.display(description="Last used", ordering="last_used_at")
    def last_used(self, key: ApiKey) -> str:
        return day_in_words(moment(key.last_used_at)) if key.last_used_at else "Never"

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask what the key is for, issue it, and show it this once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if (question := question_first(request)) is not None:
            return question
        user: Any = request.user
        soonest = {"expires_at": today() + LONGEST - timedelta(days=1)}
        form = IssueForm(request.POST or None, by_support=user.is_support, initial=soonest)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                key, text = issue(
                    actor=user,
                    organisation=given.get("organisation") or user.organisation,
                    name=given["name"],
                    supplier=given["supplier"],
                    scopes=given["scopes"],
                    expires_at=given["expires_at"],
                    addresses=given["addresses"].split(),
                    is_test=given["kind"] == TEST,
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                return self._show_once(request, key, text)
        trail = [self.opts, "Issue a key"]
        return form_page(request, title="Issue an API key", form=form, submit="Issue the key", trail=trail)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What is known of the key; the key itself is not."""
        key = self.visible(signed_in(request), record_id(object_id))
        links = [(page.text, self._url(page.name, key)) for page in registered_key_pages() if page.is_about(key)]
        if key.status_at(now()) == "Active":
            links += [(text, self._url(name, key)) for text, name in (("Replace", "rotate"), ("Revoke", "revoke"))]
        return form_page(
            request,
            title=key.name,
            caption=key.organisation.name_on(),
            rows=self._rows(key),
            links=links,
            trail=[self.opts, key.name],
        )

    def _rows(self, key: ApiKey) -> list[tuple[str, str]]:
        return [
            ("Key", key.key_id),
            ("Status", self.status_label(key)),
            ("Works with", self.kind(key)),
            ("May be used to", self.scopes_label(key)),
            ("Works until", self.ends(key)),
            ("Only from", ", ".join(key.addresses) or "Any address"),
            ("Supplier", key.supplier or "Not given"),
            ("Issued", f"{day_in_words(moment(key.created_at))} by {key.created_by}"),
            ("Last used", self.last_used(key)),
            ("Replaces", str(key.replaces) if key.replaces else "No other key"),
        ]

    def _url(self, page: str, key: ApiKey) -> str:
        return record_url(key, page)

    def _show_once(self, request: HttpRequest, key: ApiKey, text: str) -> HttpResponse:
        page = form_page(
            request,
            title="Copy this key now",
            caption=key.name,
            warning="It is shown this once and cannot be shown again.",
            rows=[("API key", text), ("Works until", self.ends(key))],
            links=[("I have copied it", self._url("change", key))],
            trail=[self.opts, key.name],
        )
        page["Cache-Control"] = "no-store"
        return page

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """All there is to tell stands on the page of the key."""
        key = self.visible(signed_in(request), record_id(object_id))
        return redirect(self._url("change", key))

    def get_urls(self) -> list[URLPattern]:
        views = {**PAGES, **{page.name: page.view for page in registered_key_pages()}}
        pages = [self.record_page(f"<int:pk>/{name}/", view, name) for name, view in views.items()]
        return [*pages, *super().get_urls()]


def rotate_page(own: ApiKeyAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """A second key like the first."""
    key = own.visible(request, pk, "rotate")
    if (question := question_first(request)) is not None:
        return question
    form = ExpiryForm(request.POST or None, initial={"expires_at": today() + LONGEST - timedelta(days=1)})
    if request.method == "POST" and form.is_valid():
        try:
            made, text = rotate(actor=request.user, key=key, expires_at=form.cleaned_data["expires_at"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return own._show_once(request, made, text)
    return form_page(
        request,
        title="Replace this key",
        caption=str(key),
        intro=[f"The new key can do the same. The old one keeps working for up to {OVERLAP.days} days beside it."],
        form=form,
        submit="Issue the new key",
        cancel=own._url("change", key),
        trail=[own.opts, key.name, "Replace"],
    )


def revoke_page(own: ApiKeyAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """End a key at once, after a page that says so."""
    key = own.visible(request, pk, "revoke")
    if request.method == "POST":
        revoke(actor=request.user, key=key)
        messages.success(request, f"{key} has been revoked.")
        return redirect(own._url("change", key))
    return form_page(
        request,
        title="Revoke this key?",
        caption=str(key),
        intro=["The system that uses it can no longer send or read logs. This cannot be undone."],
        submit="Revoke",
        danger=True,
        cancel=own._url("change", key),
        trail=[own.opts, key.name, "Revoke"],
    )


PAGES = {"rotate": rotate_page, "revoke": revoke_page}
