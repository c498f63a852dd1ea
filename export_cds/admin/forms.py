"""What support says to start an export."""

from __future__ import annotations

from export_cds.models import RunKind
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS
from portal.clock import today
from portal.theme.forms import GovForm, GovIntegerField, GovRadiosField, Option
from portal.windows import collection_year

EVERYTHING = "all"

COLLECTIONS = [
    Option(EVERYTHING, "All four collections", hint="As the nightly export does."),
    Option(LETTINGS, "Lettings"),
    Option(SALES, "Sales"),
    Option(USERS, "Users"),
    Option(ORGANISATIONS, "Organisations"),
]
KINDS = [
    Option(RunKind.PARTIAL, "What has changed since the last export"),
    Option(RunKind.FULL, "Everything", hint="Starts a new series of archives. Takes longer."),
]


class StartForm(GovForm):
    collection = GovRadiosField(
        label="Which records do you want to export?", short_label="the records", options=COLLECTIONS
    )
    kind = GovRadiosField(label="How much of them?", short_label="how much to export", options=KINDS)
    year = GovIntegerField(
        label="Collection year (optional)",
        short_label="Collection year",
        help_text="For lettings and sales. The year in which it starts, for example 2026. Leave empty for all open years.",
        required=False,
        min_value=2023,
        max_value=2099,
    )

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        last = collection_year(today()) + 1
        if year is not None and year > last:
            self.add_error("year", f"Collection year must be {last} or earlier")
        return year
