"""People: list, invitation, profile and what can be done to an account."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from accounts.forms import PersonForm
from accounts.models import User
from accounts.roles import Role
from orgs.access import can
from orgs.access.admin import ONE_BUTTON, ScopedAdmin
from orgs.models import Organisation
from orgs.names import name_today
from orgs.people import pages, profile
from orgs.people.download import download_people
from portal.clock import moment
from portal.parameters import record_id, whole_number
from portal.requests import SignedInRequest, signed_in
from portal.theme.presenters import status_tag_html
from portal.words import day_in_words


class StatusFilter(SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("active", "Active"), ("unconfirmed", "Unconfirmed"), ("deactivated", "Deactivated")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.with_status(self.value()) if self.value() in dict(self.lookups(request, None)) else queryset


class RoleFilter(SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        privileged = signed_in(request).user.is_privileged
        roles = Role if privileged else (Role.DATA_PROVIDER, Role.DATA_COORDINATOR)
        return [(str(int(role)), role.label) for role in roles]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if (role := whole_number(self.value())) is None else queryset.filter(role=role)


class ResponsibilityFilter(SimpleListFilter):
    title = "responsibility"
    parameter_name = "responsibility"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dpo", "Data protection officer"), ("key", "Key contact"), ("either", "Either of them")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {
            "dpo": Q(is_dpo=True),
            "key": Q(is_key_contact=True),
            "either": Q(is_dpo=True) | Q(is_key_contact=True),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class OrganisationFilter(SimpleListFilter):
    """How the page of an organisation leads to its people; there are too many organisations to choose from here."""

    title = "organisation"
    parameter_name = "organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if (pk := whole_number(self.value())) is None:
            return []
        found = Organisation.objects.visible_to(signed_in(request).user).filter(pk=pk)
        return [(str(organisation.pk), organisation.name_on()) for organisation in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if (pk := whole_number(self.value())) is None else queryset.filter(organisation=pk)


@admin.register(User)
class UserAdmin(ScopedAdmin):
    form = PersonForm
    change_list_template = "orgs/people/change_list.html"
    list_display = [
        "name",
        "email",
        "organisation_today",
        "role_label",
        "responsibilities",
        "status_label",
        "last_sign_in",
    ]
    list_filter = [StatusFilter, RoleFilter, ResponsibilityFilter, OrganisationFilter]
    list_select_related = ["organisation"]
    search_fields = ["name", "email"]
    search_help_text = "Search by name or email address"
    actions = ["download"]
    empty_list_text = "There is nobody to show. Change the filters, or invite somebody."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(organisation_name=name_today("organisation"))

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("organisation_name").asc(), F("role").desc(nulls_last=True), "name", "id"]

    @admin.display(description="Organisation", ordering="organisation_name")
    def organisation_today(self, user: Any) -> str:
        return str(user.organisation_name)

    @admin.display(description="Role", ordering="role")
    def role_label(self, user: User) -> str:
        return user.get_role_display() or "None"

    @admin.display(description="Responsibilities")
    def responsibilities(self, user: User) -> str:
        held = [("Data protection officer", user.is_dpo), ("Key contact", user.is_key_contact)]
        return ", ".join(label for label, yes in held if yes) or "None"

    @admin.display(description="Status")
    def status_label(self, user: User) -> str:
        return status_tag_html(user.status.capitalize(), profile.STATUS_COLOURS[user.status])

    @admin.display(description="Last signed in", ordering="last_sign_in_at")
    def last_sign_in(self, user: User) -> str:
        return day_in_words(moment(user.last_sign_in_at)) if user.last_sign_in_at else "Never"

    fields = ["name", "phone", "phone_extension"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not can(signed_in(request).user, "download_users", signed_in(request).user.organisation):
            actions.pop("download", None)
        return actions

    @admin.action(description="Download the people selected")
    def download(self, request: SignedInRequest, queryset: QuerySet) -> HttpResponseBase:
        return download_people(request.user, {"selected": sorted(queryset.values_list("pk", flat=True))})

    def download_list(self, request: SignedInRequest) -> HttpResponseBase:
        """Everybody whom the filters and the search leave."""
        if not can(request.user, "download_users", request.user.organisation):
            raise PermissionDenied
        return download_people(request.user, {"query": request.GET.urlencode()})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context: dict[str, Any] = dict(extra_context or {})
        if can(signed_in(request).user, "download_users", signed_in(request).user.organisation):
            context["download_url"] = reverse("admin:accounts_user_download")
        return super().changelist_view(request, context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return pages.invite(self, signed_in(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return profile.show(self, signed_in(request), self.visible(signed_in(request), record_id(object_id)))

    def details_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """The stock form, for what a person may simply correct."""
        user = self.visible(request, pk, "change")
        context = {**ONE_BUTTON, "title": "Change contact details", "caption": user.name}
        return super().change_view(request, str(pk), extra_context=context)

    def response_post_save_change(self, request: HttpRequest, obj: User) -> HttpResponseRedirect:
        return redirect("admin:accounts_user_change", obj.pk)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return pages.delete(self, signed_in(request), record_id(object_id))

    def get_urls(self) -> list[URLPattern]:
        views = {
            "email": pages.email,
            "role": pages.role,
            "dpo": pages.dpo,
            "key_contact": pages.key_contact,
            "move": pages.move,
            "resend": pages.resend,
            "unlock": pages.unlock,
            "remove_authenticator": pages.remove_authenticator,
            "details": UserAdmin.details_view,
            "deactivate": pages.deactivate,
            "reactivate": pages.reactivate,
        }
        ours = [self.record_page(f"<int:pk>/{name.replace('_', '-')}/", page, name) for name, page in views.items()]
        account = path("your-account/", self.admin_site.admin_view(_own_account), name="your_account")
        download = path("download/", self.admin_site.admin_view(self.download_list), name="accounts_user_download")
        return [account, download, *ours, *super().get_urls()]


def _own_account(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:account")
