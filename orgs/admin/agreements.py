from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest

from orgs.models import DataProtectionConfirmation, DataSharingAgreement
from portal.theme.read_only import ReadOnlyRows
from portal.words import counted


@admin.register(DataSharingAgreement)
class DataSharingAgreementAdmin(admin.ModelAdmin):
    """Versions of the text. A published one is fixed; publishing another asks every organisation again."""

    list_display = ["version", "published_at", "signed"]
    fields = ["version", "text", "published_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(confirmed_by=Count("confirmations"))

    @admin.display(description="Confirmed by")
    def signed(self, agreement: Any) -> str:
        return counted(agreement.confirmed_by, "organisation")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        unpublished = obj is None or obj.published_at is None
        return unpublished and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        unpublished = obj is not None and obj.published_at is None
        return unpublished and super().has_delete_permission(request, obj)


@admin.register(DataProtectionConfirmation)
class DataProtectionConfirmationAdmin(ReadOnlyRows, admin.ModelAdmin):
    """What was signed, by whom and when."""

    list_display = ["organisation_name", "agreement", "data_protection_officer_name", "signed_at"]
    list_select_related = ["agreement"]
    search_fields = ["organisation_name", "data_protection_officer_name"]
    readonly_fields = (
        "organisation",
        "agreement",
        "signed_at",
        "organisation_name",
        "organisation_address",
        "organisation_phone_number",
        "data_protection_officer_name",
        "data_protection_officer_email",
    )
    fields = readonly_fields
    list_per_page = 20
