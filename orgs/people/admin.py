"""People: list, invitation, profile and what can be done to an account."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from accounts.forms import PersonForm
from accounts.models import User
from accounts.roles import Role
from orgs.access import can
from orgs.access.admin import ONE_BUTTON, ScopedAdmin
from orgs.models import Organisation
from orgs.people import pages
from orgs.people.download import download_people
from portal.clock import moment
from portal.parameters import record_id, whole_number
from portal.words import day_in_words

TOLD = ["email_label", "organisation", "role_label", "responsibilities", "status_label", "last_sign_in"]


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
        privileged = request.user.is_privileged  # type: ignore[union-attr]
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
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class OrganisationFilter(SimpleListFilter):
    """How the page of an organisation leads to its people; there are too many organisations to choose from here."""

    title = "organisation"
    parameter_name = "organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = Organisation.objects.visible_to(request.user).filter(pk=record_id(self.value()))  # type: ignore[arg-type]
        return [(str(organisation.pk), organisation.name_on()) for organisation in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if (pk := whole_number(self.value())) is None else queryset.filter(organisation=pk)


@admin.register(User)
class UserAdmin(ScopedAdmin):
    form = PersonForm
    change_form_template = "orgs/people/change_form.html"
    change_list_template = "orgs/people/change_list.html"
    list_display = [
        "name",
        "email",
        "organisation",
        "role_label",
        "responsibilities",
        "status_label",
        "last_sign_in",
    ]
    list_filter = [StatusFilter, RoleFilter, ResponsibilityFilter, OrganisationFilter]
    list_select_related = ["organisation"]
    search_fields = ["name", "email"]
    search_help_text = "Search by name or email address"
    ordering = [F("organisation__name").asc(), F("role").desc(nulls_last=True), "name", "id"]
    actions = ["download"]
    empty_list_text = "There is nobody to show. Change the filters, or invite somebody."

    @admin.display(description="Role", ordering="role")
    def role_label(self, user: User) -> str:
        return user.get_role_display() or "None"

    @admin.display(description="Responsibilities")
    def responsibilities(self, user: User) -> str:
        held = [("Data protection officer", user.is_dpo), ("Key contact", user.is_key_contact)]
        return ", ".join(label for label, yes in held if yes) or "None"

    @admin.display(description="Status")
    def status_label(self, user: User) -> str:
        return user.status.capitalize()

    @admin.display(description="Last signed in", ordering="last_sign_in_at")
    def last_sign_in(self, user: User) -> str:
        return day_in_words(moment(user.last_sign_in_at)) if user.last_sign_in_at else "Never"

    @admin.display(description="Email address")
    def email_label(self, user: User) -> str:
        if user.unconfirmed_email:
            return f"{user.email} (changing to {user.unconfirmed_email})"
        return user.email

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        editable = ["name", "phone", "phone_extension"]
        return [*editable, *TOLD]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Everything that has its own page, because more follows from it than a new value."""
        return TOLD

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not can(request.user, "download_users", request.user.organisation):  # type: ignore[union-attr]
            actions.pop("download", None)
        return actions

    @admin.action(description="Download the people selected")
    def download(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        return download_people(queryset, actor=request.user, filters={"selected": queryset.count()})  # type: ignore[arg-type]

    def download_list(self, request: HttpRequest) -> StreamingHttpResponse:
        """Everybody whom the filters and the search leave."""
        if not can(request.user, "download_users", request.user.organisation):  # type: ignore[union-attr, arg-type]
            raise PermissionDenied
        people = self.listed(request)
        return download_people(people, actor=request.user, filters=request.GET.dict())  # type: ignore[arg-type]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context: dict[str, Any] = dict(extra_context or {})
        if can(request.user, "download_users", request.user.organisation):  # type: ignore[union-attr, arg-type]
            context["download_url"] = reverse("admin:accounts_user_download")
        return super().changelist_view(request, context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return pages.invite(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        user = self.visible(request, record_id(object_id))
        context = {"tools": self.tools(request, user), **ONE_BUTTON, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return pages.delete(self, request, record_id(object_id))

    def tools(self, request: HttpRequest, user: User) -> list[tuple[str, str]]:
        """What this person may do to that account, as links."""
        actor: Any = request.user
        offered = [
            ("Change email address", "email", "change"),
            ("Change role", "role", "change_role"),
            ("Data protection officer", "dpo", "change_responsibilities"),
            ("Key contact", "key_contact", "change_responsibilities"),
            ("Move to another organisation", "move", "move"),
        ]
        if user.active and (not user.confirmed_at or not user.sign_in_count):
            offered.append(("Send the invitation again", "resend", "resend_invitation"))
        if user.organisation.active:
            offered.append(
                ("Deactivate", "deactivate", "deactivate")
                if user.active
                else ("Reactivate", "reactivate", "reactivate")
            )
        links = [
            (text, reverse(f"admin:accounts_user_{name}", args=[user.pk]))
            for text, name, action in offered
            if can(actor, action, user)
        ]
        if not user.active and can(actor, "delete", user):
            links.append(("Delete", reverse("admin:accounts_user_delete", args=[user.pk])))
        return links

    def get_urls(self) -> list[URLPattern]:
        views = {
            "email": pages.email,
            "role": pages.role,
            "dpo": pages.dpo,
            "key_contact": pages.key_contact,
            "move": pages.move,
            "resend": pages.resend,
            "deactivate": pages.deactivate,
            "reactivate": pages.reactivate,
        }
        ours = [self.record_page(f"<int:pk>/{name.replace('_', '-')}/", page, name) for name, page in views.items()]
        account = path("your-account/", self.admin_site.admin_view(_own_account), name="your_account")
        download = path("download/", self.admin_site.admin_view(self.download_list), name="accounts_user_download")
        return [account, download, *ours, *super().get_urls()]


def _own_account(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:account")
