"""What is asked before many rows are changed at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from portal.logs.uploads.correcting.cell_fields import Place
from portal.questionnaire.document import Kind
from portal.theme.forms import (
    GovForm,
    GovRadiosField,
    GovSearchSelectField,
    GovTextareaField,
    GovTextField,
    Option,
)

LONGEST = 500
EMPTY = "leave-empty"


class ReplaceForm(GovForm):
    """Which of the values that stand in these rows, and what should stand there instead."""

    def __init__(self, data: Any, *, values: Sequence[tuple[str, int]], place: Place, **kwargs: Any) -> None:
        super().__init__(data, prefix="replace", **kwargs)
        self.values = {name_of(value): value for value, _ in values}
        labels = {str(option.value): option.label for option in place.options}
        options = [Option(name_of(value), _counted(value, count, labels)) for value, count in values]
        self.fields["value"] = GovRadiosField(
            label="Which value do you want to replace?",
            short_label="the value to replace",
            options=options,
            initial=options[0].value if len(options) == 1 else None,
        )
        self.fields["by"] = _widget(place)

    @property
    def chosen(self) -> dict[str, str]:
        """The value, and what to put in its place."""
        by = self.cleaned_data["by"] or ""
        value = self.values[self.cleaned_data["value"]]
        return {"value": value, "by": "" if by == EMPTY else by.strip()}


class ConfirmForm(GovForm):
    """Why what is unusual is right."""

    reason = GovTextareaField(
        label="Why is this right in all of these rows?",
        short_label="why this is right",
        hint="Kept with the upload. The confirmation holds for the values as they are now.",
        max_length=LONGEST,
    )

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, prefix="confirm", **kwargs)


def name_of(value: str) -> str:
    """What names a value in a form, as any text at all may stand in a cell; its place in the list would soon be another's."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def _counted(value: str, count: int, labels: Mapping[str, str]) -> str:
    shown = f"“{value[:100]}”" if value.strip() else "Nothing (the cell is empty)"
    if label := labels.get(value.strip()):
        shown = f"{shown} ({label})"
    return f"{shown} in {count:,} row{'' if count == 1 else 's'}"


def _widget(place: Place) -> Any:
    common: dict[str, Any] = {"label": "What should stand there instead?", "short_label": "the new value"}
    if place.kind in (Kind.RADIO, Kind.SELECT):
        options = [*place.options, Option(EMPTY, "Leave it empty", divider_before=True)]
        field = GovRadiosField if place.kind is Kind.RADIO else GovSearchSelectField
        return field(**common, options=options)
    hint = f"{place.hint} Leave it empty to clear the cell.".strip()
    return GovTextField(**common, required=False, max_length=LONGEST, hint=hint)
