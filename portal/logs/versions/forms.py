"""What can be chosen in the preview of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from portal.theme.forms import GovDateField, GovForm, GovRadiosField, GovSelectField
from portal.windows.dates import year_end, year_start


class PreviewForm(GovForm):
    """As whom, on which day, and which section."""

    role = GovRadiosField(
        label="See it as",
        short_label="as whom",
        options=[("provider", "Data provider"), ("coordinator", "Data coordinator"), ("support", "Customer support")],
    )
    day = GovDateField(label="Date of the log", short_label="date of the log")
    turn = GovSelectField(
        label="Sample log",
        short_label="sample log",
        hint="Made from the questionnaire: the second and the third have more persons.",
        options=[("0", "First"), ("1", "Second"), ("2", "Third")],
        initial="0",
    )

    def __init__(self, year: int, sections: Sequence[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        self.days = year_start(year), year_end(year)
        self.first = {"role": "provider", "day": self.days[0], "turn": 0, "subsection_id": sections[0][0]}
        super().__init__(data, initial=self.first)
        self.fields["subsection_id"] = GovSelectField(label="Section", short_label="section", options=list(sections))

    def clean_day(self) -> Any:
        """A day of the draft's year."""
        day = self.cleaned_data["day"]
        if not self.days[0] <= day <= self.days[1]:
            raise forms.ValidationError("Enter a day of the year of the draft")
        return day

    def clean_turn(self) -> int:
        """Which of the samples."""
        return int(self.cleaned_data["turn"])
