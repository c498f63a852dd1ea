"""Reference tables in the admin: support changes and imports them, the department's people read them."""

from __future__ import annotations

from typing import Any, ClassVar

from import_export.admin import ImportExportMixin
from import_export.forms import ImportForm
from import_export.tmp_storages import MediaStorage

from django.contrib import admin
from django.http import HttpRequest

from portal.downloads import record_download
from portal.downloads.models import DownloadKind
from portal.guarded import without_staff_session
from portal.reference.files import ReferenceCSV
from portal.theme.forms import GovFileField, GovFormMixin


class ReferenceImportForm(GovFormMixin, ImportForm):
    import_file = GovFileField(label="Choose a CSV file", short_label="CSV file")


class CsvFilesMixin(ImportExportMixin):
    """Import shows first what would change, and each row that is wrong; a file goes in whole or not at all."""

    import_template_name = "reference/import.html"
    import_form_class = ReferenceImportForm
    formats: ClassVar[list[Any]] = [ReferenceCSV]
    tmp_storage_class = MediaStorage  # web machines share it
    skip_admin_log = True  # history has it all

    @without_staff_session
    def import_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only tries the file out: everything it writes is taken back."""
        return super().import_action(request, *args, **kwargs)

    download_kind = DownloadKind.REFERENCE

    def export_action(self, request: HttpRequest) -> Any:
        """Who took the file is kept, as with every other file."""
        response = super().export_action(request)
        if response.has_header("Content-Disposition"):
            filters = {**request.GET.dict(), "table": str(self.opts.verbose_name_plural)}
            record_download(user=request.user, kind=self.download_kind, filters=filters)
        return response

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What was shown is what is done: rows found wrong only now undo the whole file."""
        return super().process_dataset(dataset, form, request, rollback_on_validation_errors=True, **kwargs)


class ReferenceAdmin(CsvFilesMixin, admin.ModelAdmin):
    """Tables of the department."""

    list_per_page = 50
    actions = None

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
