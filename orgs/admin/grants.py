"""Exceptions: what one person may see besides what follows from role and organisation; given and revoked by support."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.http import HttpRequest

from accounts.models import User
from accounts.staff_sessions import note
from orgs.access.grants import CHANGE_MANAGED_LOGS, CHANGE_OWNED_LOGS, VIEW_MANAGED_LOGS, VIEW_OWNED_LOGS, VIEW_SCHEMES
from orgs.models import Organisation, OrganisationGroupObjectPermission, OrganisationUserObjectPermission
from portal.theme.forms import GovFormMixin, GovModelSelectField, GovTextField, field_of
from portal.theme.read_only import ReadOnlyRows

GIVEN_BY_HAND = (VIEW_OWNED_LOGS, VIEW_MANAGED_LOGS, CHANGE_OWNED_LOGS, CHANGE_MANAGED_LOGS, VIEW_SCHEMES)


class ExceptionForm(GovFormMixin, forms.ModelForm):
    """A reason is asked for, because it is shown to everyone who asks who can see a log."""

    user = GovModelSelectField(label="Person", queryset=User.objects.usable())
    content_object = GovModelSelectField(label="Organisation", queryset=Organisation.objects.kept().with_names())
    permission = GovModelSelectField(
        label="May", short_label="what the person may do", queryset=Permission.objects.none()
    )
    reason = GovTextField(label="Reason", max_length=255)

    class Meta:
        model = OrganisationUserObjectPermission
        fields = ["user", "content_object", "permission", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "permission" in self.fields:
            permission = field_of(self, "permission", GovModelSelectField)
            permission.queryset = Permission.objects.filter(content_type__app_label="orgs", codename__in=GIVEN_BY_HAND)
            vars(permission)["label_from_instance"] = attrgetter("name")


def _in_words(grant: Any) -> str:
    return f"{grant.user}: {grant.permission.name}, {grant.content_object}. {grant.reason}"


@admin.register(OrganisationUserObjectPermission)
class ExceptionAdmin(admin.ModelAdmin):
    form = ExceptionForm
    list_display = ["user", "permission_name", "content_object", "reason", "given_at"]
    list_select_related = ["user", "permission", "content_object"]
    search_fields = ["user__name", "user__email", "content_object__name", "content_object__name_changes__name"]
    list_per_page = 20
    empty_list_text = "No exceptions have been made."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("content_object__name_changes")

    @admin.display(description="May")
    def permission_name(self, grant: Any) -> str:
        return grant.permission.name

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        note(model="exception", name=_in_words(obj), action="added", pk=obj.pk)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        note(model="exception", name=_in_words(obj), action="deleted", pk=obj.pk)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for grant in queryset:
            self.delete_model(request, grant)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Given or revoked, never altered: the reason belongs to what was given."""
        return False


@admin.register(OrganisationGroupObjectPermission)
class GrantAdmin(ReadOnlyRows, admin.ModelAdmin):
    """What roles hold, and because of what; kept in step with roles, relationships and mergers."""

    list_display = ["holder", "permission_name", "content_object", "source", "given_at"]
    list_filter = ["source"]
    list_select_related = ["permission", "content_object", "group__organisation_role__organisation"]
    search_fields = [
        "content_object__name",
        "content_object__name_changes__name",
        "group__organisation_role__organisation__name",
        "group__organisation_role__organisation__name_changes__name",
    ]
    list_per_page = 20

    def get_queryset(self, request: HttpRequest) -> Any:
        holders = "group__organisation_role__organisation__name_changes"
        return super().get_queryset(request).prefetch_related("content_object__name_changes", holders)

    @admin.display(description="Held by")
    def holder(self, grant: Any) -> str:
        return str(getattr(grant.group, "organisation_role", grant.group))

    @admin.display(description="May")
    def permission_name(self, grant: Any) -> str:
        return grant.permission.name
