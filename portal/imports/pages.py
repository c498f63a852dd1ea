"""The page of a list on which a file is chosen, and the button that leads to it."""

from __future__ import annotations

from typing import Any, ClassVar

from import_export.admin import ExportMixin

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern

from portal.downloads import record_download
from portal.downloads.models import DownloadKind
from portal.guarded import without_staff_session
from portal.imports.ask import send
from portal.imports.kinds import import_kind
from portal.reference.files import ReferenceCSV
from portal.reference.resources import FileResource
from portal.requests import SignedInRequest, signed_in
from portal.theme.forms import GovFileField, GovForm
from portal.theme.pages import form_page
from portal.theme.record_pages import RecordPages, model_url, record_url

LARGEST_FILE = 20 * 1024 * 1024


class ImportForm(GovForm):
    """Which file; kinds of import add what the file itself does not say."""

    import_file = GovFileField(label="Choose a CSV file", short_label="CSV file")

    def clean_import_file(self) -> Any:
        """A file of another size is none that anybody means to send."""
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST_FILE:
            self.add_error("import_file", "The file must be smaller than 20 MB.")
        return file

    def options(self) -> dict[str, Any]:
        """What is kept beside the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "import_file"}


class CsvFilesMixin(RecordPages, ExportMixin):
    """Export as the library does it; import by a job, with what it changes shown first."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_form_class: ClassVar[type[ImportForm]] = ImportForm
    resource_classes: ClassVar[list[type[FileResource]]]
    formats: ClassVar[list[Any]] = [ReferenceCSV]
    download_kind = DownloadKind.REFERENCE

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who sees the button and the page."""
        return bool(signed_in(request).user.is_support)

    def get_urls(self) -> list[URLPattern]:
        """One address more."""
        return [self.record_page("import/", type(self).import_action, "import"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {"has_import_permission": self.has_import_permission(request), **(extra_context or {})}
        return super().changelist_view(request, extra)

    @without_staff_session
    def import_action(self, request: SignedInRequest) -> HttpResponse:
        """Keeps the file and has it checked; what it changes is shown before anything is."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.import_form_class(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_bound and form.is_valid():
            sent = send(
                user=request.user,
                kind=import_kind(self.opts.label_lower),
                file=form.cleaned_data["import_file"],
                **form.options(),
            )
            return HttpResponseRedirect(record_url(sent))
        title = f"Import {self.opts.verbose_name_plural}"
        return form_page(
            request,
            title=title,
            form=form,
            submit="Check the file",
            intro=["We check the file first and show what it would change. Nothing is imported until you confirm."],
            cancel=model_url(self.model),
            trail=[self.opts, "Import"],
            template="imports/choose.html",
            columns=self.resource_classes[0]().columns(),
        )

    def export_action(self, request: SignedInRequest) -> HttpResponseBase:
        """Who took the file is kept, as with every other file."""
        response: HttpResponseBase = super().export_action(request)
        if response.has_header("Content-Disposition"):
            filters = {**request.GET.dict(), "table": str(self.opts.verbose_name_plural)}
            record_download(user=request.user, kind=self.download_kind, filters=filters)
        return response
