"""What support says to start an export."""

from __future__ import annotations

from typing import Any

from export_cds.models import RunKind
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS
from portal.clock import today
from portal.theme.forms import GovForm, GovRadiosField, Option
from portal.windows import collection_year

EVERYTHING = ALL_YEARS = "all"
YEARS_OFFERED = 5

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
    year = GovRadiosField(
        label="Of which collection year?",
        short_label="the collection year",
        help_text="For lettings and sales.",
        options=[],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = collection_year(today()) + 1
        years = range(newest, newest - YEARS_OFFERED, -1)
        options = [Option(ALL_YEARS, "All years that are open"), *(Option(str(y), f"{y} to {y + 1}") for y in years)]
        field: Any = self.fields["year"]
        field.options, field.choices = options, [(option.value, option.label) for option in options]

    def clean_year(self) -> int | None:
        year: str = self.cleaned_data["year"]
        return int(year) if year and year != ALL_YEARS else None
