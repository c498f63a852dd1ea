"""The page on which support chooses two files: a download as it was, and the same with corrected cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.guarded import needs_no_staff_session
from portal.imports.ask import may_import, send
from portal.imports.kinds import import_kind
from portal.imports.pages import ImportForm
from portal.theme.forms import GovFileField, GovRadiosField
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url
from supported_housing.corrections.imports import CORRECTORS, kind_of
from supported_housing.models import Scheme

if TYPE_CHECKING:
    from orgs.access.admin import AccessAdmin


class CorrectionForm(ImportForm):
    """Two files of the same download."""

    field_order = ("what", "original", "import_file")
    what = GovRadiosField(
        label="What do the files hold?",
        short_label="what the files hold",
        options=[(what, what.capitalize()) for what in CORRECTORS],
    )
    original = GovFileField(
        label="Choose the original file",
        short_label="the original file",
        hint="The download as it was before anybody changed it.",
    )
    import_file = GovFileField(
        label="Choose the corrected file",
        short_label="the corrected file",
        hint="The same file with corrected cells. Emptied cells change nothing, and rows may be left out.",
    )


def correct(admin: AccessAdmin, request: HttpRequest) -> HttpResponse:
    """Keeps both files and has them compared; what would be corrected is shown before anything is."""
    user: Any = request.user
    if not may_import(user):
        raise PermissionDenied
    needs_no_staff_session(request)
    form = CorrectionForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        sent = send(
            user=user,
            kind=import_kind(kind_of(form.cleaned_data["what"])),
            file=form.cleaned_data["import_file"],
            original=form.cleaned_data["original"],
        )
        return redirect("admin:imports_fileimport_change", sent.pk)
    return form_page(
        request,
        title="Correct schemes or locations by file",
        form=form,
        submit="Check the files",
        intro=[
            "Download schemes or locations, change cells in a copy, and choose both files here.",
            "We show what would be corrected before anything is. A row with a mistake is left as it is.",
        ],
        cancel=model_url(Scheme),
        trail=[admin.opts, "Correct by file"],
    )
