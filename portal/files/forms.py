"""What everybody who asks for a file is asked."""

from __future__ import annotations

from portal.files.formats import FileFormat
from portal.theme.forms import GovForm, GovRadiosField, Option


class FormatForm(GovForm):
    """What kind of file it shall be."""

    file_format = GovRadiosField(
        label="What kind of file do you want?",
        short_label="the kind of file",
        options=[Option(str(one.value), str(one.label)) for one in FileFormat],
        initial=FileFormat.CSV.value,
    )

    @property
    def chosen(self) -> FileFormat:
        """What was chosen, once the form is valid."""
        return FileFormat(self.cleaned_data["file_format"])
