"""Pages of the additional files: support adds and withdraws them, everybody takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse

from portal.files.fetching import stored
from portal.files.scan import Refused
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.forms import GovFileField, GovForm, GovRadiosField, GovTextField
from portal.theme.pages import form_page
from portal.years import kinds
from portal.years.additional import CONTENT_TYPES, LARGEST, Sent, add_file, withdraw_file, years_to_add
from portal.years.admin.forms import ReasonForm
from portal.years.drafts import guard
from portal.years.models import AdditionalFile, QuestionnaireVersion
from portal.years.printing import years_offered

RESOURCES = "admin:years_questionnaireversion_resources"


class AdditionalFileForm(GovForm):
    """What the file is called and for whom it is."""

    title = GovTextField(
        label="Name",
        hint="What landlords read, for example “Guidance on rents”. Kind of log and year are added to it.",
        max_length=60,
    )
    file = GovFileField(
        label="File",
        hint=f"A PDF, XLSX, CSV, DOCX or ODT file of up to {LARGEST // 1024 // 1024} MB, without macros.",
        max_length=150,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        logs = [(kind.log_type, kind.log_type.capitalize()) for kind in kinds.kinds()]
        years = [(str(year), f"{year} to {year + 1}") for year in years_to_add()]
        self.fields["log_type"] = GovRadiosField(label="Kind of log", short_label="kind of log", options=logs)
        self.fields["year"] = GovRadiosField(
            label="Collection year",
            short_label="collection year",
            hint="Landlords see files of the next year from its first day.",
            options=years,
        )
        self.order_fields(["title", "log_type", "year", "file"])

    def clean_file(self) -> UploadedFile:
        """A file that is too large is not read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            self.add_error("file", f"The file must be {LARGEST // 1024 // 1024} MB or smaller")
        return file

    def sent(self) -> Sent:
        """What is kept."""
        data = self.cleaned_data
        file = data["file"]
        return Sent(data["title"], data["log_type"], int(data["year"]), file.name, file.read())


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    """Adding one, and what is done with one."""
    name = "years_additionalfile_{}".format
    return [
        path("resources/add-file/", view(add_page), name=name("add")),
        path("resources/file/<path:object_id>/withdraw/", view(withdraw_page), name=name("withdraw")),
        path("resources/file/<path:object_id>/", view(file_page), name=name("file")),
    ]


def on_the_page(request: HttpRequest) -> dict[str, Any]:
    """What the page of resources tells of additional files; support sees all, with what became of them."""
    support = signed_in(request).user.is_support
    offered = AdditionalFile.objects.offered(years_offered())
    people = AdditionalFile.objects.select_related("added_by", "withdrawn_by")
    return {
        "additional": [(file, size_of(file)) for file in offered],
        "may_add": support,
        "all_files": people if support else [],
    }


def size_of(file: AdditionalFile) -> str:
    """Type and size, as they stand behind the link."""
    return f"{file.file_type.upper()}, {filesizeformat(file.size)}"


def add_page(request: SignedInRequest) -> HttpResponse:
    """Choose a file and say what it is."""
    guard(request.user)
    form = AdditionalFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        try:
            file = add_file(sent=form.sent(), by=request.user)
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, f"{file} is added.")
            return HttpResponseRedirect(reverse(RESOURCES))
    return form_page(
        request,
        title="Add a file",
        trail=[QuestionnaireVersion._meta, "Add a file", ""],
        form=form,
        submit="Add file",
        cancel=reverse(RESOURCES),
    )


def withdraw_page(request: SignedInRequest, object_id: str) -> HttpResponse:
    """Take a file back, with the reason."""
    guard(request.user)
    file = _file(object_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_file(file=file, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"{file} is withdrawn.")
        return HttpResponseRedirect(reverse(RESOURCES))
    return form_page(
        request,
        title="Withdraw a file",
        caption=str(file),
        trail=[QuestionnaireVersion._meta, "Withdraw a file", ""],
        intro=["Nobody is offered the file any more, and its content is deleted. What is known about it stays."],
        form=form,
        submit="Withdraw",
        danger=True,
        cancel=reverse(RESOURCES),
    )


def file_page(request: SignedInRequest, object_id: str) -> HttpResponseBase:
    """The file, for everybody in the years that are offered and for support before."""
    file = _file(object_id)
    if not request.user.is_support and file.year not in years_offered():
        raise Http404
    return stored(file.store_name, file.file_name, CONTENT_TYPES[file.file_type])


def _file(object_id: str) -> AdditionalFile:
    """One that was not withdrawn."""
    file = AdditionalFile.objects.filter(pk=record_id(object_id), withdrawn_at=None).first()
    if file is None:
        raise Http404
    return file
