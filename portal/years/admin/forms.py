"""Forms of the pages of drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml

from django import forms
from django.utils.timezone import get_current_timezone

from portal.parameters import signed_number
from portal.questionnaire.document import Kind
from portal.theme.forms import (
    GovCheckboxesField,
    GovDateField,
    GovForm,
    GovIntegerField,
    GovRadiosField,
    GovSelectField,
    GovTextareaField,
    GovTextField,
    Option,
)
from portal.years.canonical import dumped, read_yaml
from portal.years.labels import Labels
from portal.years.mapping import Row, by_id, codes_of, options_of
from portal.years.operations import Operation, Set
from portal.years.shapes import LONGEST, problem_with
from portal.years.tree import ROOT, Part, Tree
from portal.years.words import ATTRIBUTE_WORDS

KIND_OPTIONS = (
    (Kind.RADIO.value, "One of several options"),
    (Kind.CHECKBOXES.value, "Any number of options"),
    (Kind.SELECT.value, "One of a long list"),
    (Kind.NUMBER.value, "A number"),
    (Kind.TEXT.value, "A text"),
    (Kind.DATE.value, "A date"),
    (Kind.ADDRESS.value, "An address"),
    (Kind.TOTAL.value, "A sum that is worked out"),
)
STAY, REOPENED = "stay", "reopened"
TEXTS = ("ask", "hint", "label", "missing", "title", "heading", "text", "confirm", "prefix", "guidance")
NUMBERS = ("number_step", "width", "max_length")
# Written as in the questionnaire's file: a number, a name, or what it consists of.
WRITTEN = (
    "number",
    "min",
    "max",
    "step",
    "shown_for",
    "offered_when",
    "option_hints",
    "after_divider",
    "suffix",
    "shown_as",
    "also_show",
    "repeat",
    "optional",
    "derived",
    "whole",
    "always_counts",
    "keep",
    "ungated",
    "after_setup",
    "hidden_in_check_answers",
    "options_from",
    "person",
    "rule",
    "type",
    "bulk",
    "csv",
    "cds",
)
ATTRIBUTES = {
    "question": (
        "ask",
        "hint",
        "label",
        "missing",
        "kind",
        "number",
        "number_step",
        "guidance",
        "heading",
        "min",
        "max",
        "step",
        "whole",
        "width",
        "max_length",
        "prefix",
        "suffix",
        "optional",
        "shown_for",
        "offered_when",
        "option_hints",
        "after_divider",
        "derived",
        "shown_as",
        "always_counts",
        "ungated",
        "person",
        "keep",
        "options_from",
        "also_show",
        "hidden_in_check_answers",
        "bulk",
        "csv",
        "cds",
    ),
    "page": ("heading", "guidance", "ungated"),
    "section": ("title",),
    "subsection": ("title", "after_setup"),
    "persons": ("repeat",),
    "warning": ("rule", "person"),
    "warning text": ("title", "text", "confirm", "label", "csv", "cds"),
    "guidance": ("text",),
    "stored value": ("label", "type", "bulk", "csv", "cds"),
    "rule text": ("rule",),
    "questionnaire": ("title",),
}
HINTS = {
    "label": "Short, for check answers, lists and messages.",
    "bulk": "The number of the field, for example 148.",
    "csv": "The header of the column.",
    "cds": "The name of the element.",
    "optional": "Yes to let people leave it out. A condition says when they may.",
    "step": "For example 1 for whole numbers, 0.01 for pence.",
    "shown_for": "The question of the same page and the codes that show this one, for example age1_known: [0].",
    "repeat": "The first and the last person’s number, for example from: 2, to: 8.",
}


class WrittenField(GovTextField):
    """A value as the questionnaire's file has it."""

    attribute = ""

    def to_python(self, value: Any) -> Any:
        """Numbers become numbers, yes and no become themselves, and what is in braces a mapping."""
        text = super().to_python(value)
        if not text:
            return None
        if len(text) > LONGEST:
            raise forms.ValidationError(f"{self.subject} is too long: it may have {LONGEST:,} characters")
        try:
            value = read_yaml(text)
        except yaml.YAMLError as problem:
            raise forms.ValidationError(
                f"{self.subject} cannot be read: check colons, brackets and quotes"
            ) from problem
        if wrong := problem_with(self.attribute, value):
            raise forms.ValidationError(f"{self.subject} {wrong}")
        return value

    def prepare_value(self, value: Any) -> Any:
        """The value as text, in one line."""
        if value is None or (isinstance(value, str) and self._is_plain(value)):
            return value or ""
        return (
            yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
            .replace("\n...", "")
            .strip()
        )

    @staticmethod
    def _is_plain(text: str) -> bool:
        """Whether a text is read as itself; “%” or “no” would not be and stands in quotes."""
        try:
            return bool(read_yaml(text) == text)
        except yaml.YAMLError:
            return False


class PartForm(GovForm):
    """What one part says: only what is changed becomes an edit."""

    def __init__(self, part: Part, tree: Tree, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(part.attrs))
        self.part = part
        names = [*ATTRIBUTES.get(part.kind, ()), *(name for name in WRITTEN if name in part.attrs)]
        for name in dict.fromkeys(names):
            self.fields[name] = attribute_field(name, tree)

    def operations(self) -> Iterator[Operation]:
        """An operation for each attribute that was changed."""
        for name in self.fields:
            before, after = self.part.attrs.get(name), self.cleaned_data.get(name)
            after = None if after in ("", [], {}) else after
            if dumped(before) != dumped(after):
                yield Set(self.part.key, name, before, after)


def attribute_field(name: str, tree: Tree) -> forms.Field:
    """The field in which one attribute is changed."""
    label = ATTRIBUTE_WORDS.get(name, name.replace("_", " ")).capitalize()
    common: dict[str, Any] = {"label": label, "short_label": label, "required": False, "hint": HINTS.get(name, "")}
    if name == "kind":
        return GovSelectField(options=KIND_OPTIONS, **common)
    if name == "guidance" and tree:
        return GovSelectField(options=[(part.name, part.name) for part in tree.of_kind("guidance")], **common)
    if name in NUMBERS:
        return GovIntegerField(width=4, **common)
    if name in ("ask", "hint", "text"):
        return GovTextareaField(**common)
    if name in TEXTS:
        return GovTextField(**common)
    field = WrittenField(**common)
    field.attribute = name
    return field


class OptionsForm(GovForm):
    """All options of a question as lines, and which are no longer offered."""

    def __init__(self, part: Part, labels: Labels, data: Mapping[str, Any] | None = None) -> None:
        options, own = labels.options(part), part.attrs.get("options")
        retired = [str(code) for code in part.attrs.get("hidden_options") or ()]
        lines = "\n".join(f"{code}: {label}" for code, label in options.items())
        named = own if isinstance(own, str) else ""
        inferred = [str(code) for code in part.attrs.get("inferred_options") or ()]
        initial = {"lines": lines, "retired": retired, "inferred": inferred, "named": named}
        super().__init__(data, initial=initial)
        self.options = options
        self.fields["lines"] = GovTextareaField(
            label="Options in their order",
            short_label="options",
            hint="One on each line: its code, a colon, its words. Move a line to move the option.",
        )
        if part.kind != "question":
            return
        sets = [(one.name, f"{one.name}: {labels.summary(one)}") for one in labels.tree.of_kind("option set")]
        self.fields["named"] = GovSelectField(
            label="Named options",
            hint="Options that several questions share. Choose none for options of its own.",
            options=sets,
            required=False,
        )
        self.fields["retired"] = GovCheckboxesField(
            label="No longer offered",
            short_label="options no longer offered",
            hint="Logs that have the answer keep it with its words.",
            options=[Option(str(code), f"{label} ({code})") for code, label in options.items()],
            required=False,
            small=True,
        )
        self.fields["inferred"] = GovCheckboxesField(
            label="Filled in by the service",
            short_label="options filled in by the service",
            hint="Where the answer follows from others, nobody is offered it.",
            options=[Option(str(code), f"{label} ({code})") for code, label in options.items()],
            required=False,
            small=True,
        )

    def clean_lines(self) -> dict[Any, str]:
        """The options as they are to be."""
        found = read_options(str(self.cleaned_data["lines"]), self.options)
        if isinstance(found, str):
            raise forms.ValidationError(f"“{found}” needs a code, a colon and words")
        return found

    def codes(self, name: str) -> list[Any]:
        """The codes ticked under “no longer offered” (`retired`) or “filled in by the service” (`inferred`)."""
        chosen = set(self.cleaned_data[name])
        return [code for code in self.cleaned_data["lines"] if str(code) in chosen]


def read_options(text: str, known: Mapping[Any, str]) -> dict[Any, str] | str:
    """Options from lines, codes as they are known; a single word without colon is the name of named options."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and lines[0].isidentifier():
        return lines[0]
    codes, found = {str(code): code for code in known}, dict[Any, str]()
    for line in lines:
        code, colon, label = (part.strip() for part in line.partition(":"))
        if not (colon and code and label):
            raise forms.ValidationError(f"“{line}” needs a code, a colon and words")
        read = codes.get(code, _code_or_number(code))
        if read in found:
            raise forms.ValidationError(f"The code {read} stands on two lines")
        found[read] = label
    return found


class FieldsForm(GovForm):
    """The field of the upload of every answer."""

    def __init__(self, tree: Tree, labels: Labels, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.parts = [part for part in tree.in_order() if "bulk" in part.attrs]
        for place, part in enumerate(self.parts):
            label = labels.part(part)
            self.fields[f"field{place}"] = WrittenField(
                label=label[:1].upper() + label[1:], initial=part.attrs["bulk"], required=False
            )

    def operations(self) -> Iterator[Operation]:
        """An operation for each field that was changed."""
        for place, part in enumerate(self.parts):
            before, after = part.attrs["bulk"], self.cleaned_data[f"field{place}"]
            if dumped(before) != dumped(after):
                yield Set(part.key, "bulk", before, after)


class ColumnsForm(GovForm):
    """The order of columns and elements, one on each line, and the columns that carry no answer."""

    csv_support_order = GovTextareaField(
        label="Columns of downloads for support", hint="One header on each line, in order.", rows=15, required=False
    )
    csv_others_order = GovTextareaField(
        label="Columns of downloads for everybody else",
        hint="One header on each line, in order.",
        rows=15,
        required=False,
    )
    cds_order = GovTextareaField(
        label="Elements of the export", hint="One name on each line, in order.", rows=15, required=False
    )
    csv_facts = GovTextareaField(
        label="Columns that carry no answer",
        hint="One on each line: what is told, a colon, its header.",
        rows=15,
        required=False,
    )

    def __init__(self, root: Part, data: Mapping[str, Any] | None = None) -> None:
        self.before = root.attrs.get("columns") or {}
        initial = {name: "\n".join(self.before.get(name, ())) for name in self.base_fields}
        facts = self.before.get("csv_facts")
        written = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, width=10_000) if facts else ""
        super().__init__(data, initial={**initial, "csv_facts": written})

    def clean_csv_facts(self) -> dict[str, Any]:
        """Each fact with its column."""
        try:
            found = read_yaml(str(self.cleaned_data["csv_facts"]))
        except yaml.YAMLError as problem:
            raise forms.ValidationError(
                "The columns that carry no answer cannot be read: check the colons"
            ) from problem
        if not isinstance(found or {}, dict):
            raise forms.ValidationError("Each line of the columns that carry no answer needs a colon")
        return found or {}

    def operations(self) -> Iterator[Operation]:
        """One operation for all four, when one was changed."""
        after = {name: self.cleaned_data[name] for name in self.fields}
        for name in self.fields:
            if name != "csv_facts":
                after[name] = [line.strip() for line in after[name].splitlines() if line.strip()]
        after = {name: after.get(name) for name in dict.fromkeys([*self.before, *after]) if after.get(name)}
        if dumped(self.before) != dumped(after):
            yield Set(ROOT, "columns", self.before or None, after or None)


class MoveForm(GovForm):
    """Where a part goes: behind which other."""

    def __init__(self, places: list[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["place"] = GovSelectField(label="Put it", short_label="place", options=places)


class MappingForm(GovForm):
    """What becomes of the answers of one question of the year before: of which question, and each option of which."""

    def __init__(self, row: Row, base: Tree, tree: Tree, data: Mapping[str, Any] | None = None) -> None:
        target = row.targets[0] if row.targets else None
        super().__init__(data)
        labels, self.questions = Labels(tree), by_id(tree)
        names = sorted(self.questions, key=lambda name: name != row.question.name)
        self.fields["target"] = GovSelectField(
            label="They become answers of",
            short_label="question",
            hint="Choose none where they are not taken along. They are kept with the log either way.",
            options=[(name, labels.part(self.questions[name][0])) for name in names],
            initial=target.name if target else "",
            required=False,
        )
        self.before = options_of(Labels(base), by_id(base)[row.question.name]) if target else {}
        self.after = options_of(labels, self.questions[target.name]) if target else {}
        codes = codes_of(target) if target else {}
        for place, (code, label) in enumerate(self.before.items() if self.after else ()):
            self.fields[f"code{place}"] = GovSelectField(
                label=f"“{label}” ({code}) becomes",
                short_label=str(label),
                options=[(str(one), f"{text} ({one})") for one, text in self.after.items()],
                initial=str(codes.get(code, code)),
                required=False,
            )
        self.shown_target = target

    def mapping(self) -> tuple[Part | None, dict[Any, Any]]:
        """The question chosen, and what each code becomes; of another question than was shown, codes stay themselves."""
        name = self.cleaned_data["target"]
        part = self.questions[name][0] if name else None
        if part is None or self.shown_target is None or part.name != self.shown_target.name:
            return part, {}
        known = {str(code): code for code in self.after}
        places = enumerate(self.before) if self.after else ()
        return self.shown_target, {code: known.get(self.cleaned_data[f"code{place}"]) for place, code in places}


class PublishForm(GovForm):
    """From when, and what landlords read about it."""

    day = GovDateField(label="In force from", short_label="day")
    time = GovTextField(label="Time", hint="UK time, for example 09:30.", width=5)
    note = GovTextareaField(
        label="What changes",
        hint="A sentence or two for landlords. The list of changes is added to it.",
        short_label="what changes",
    )
    completed = GovRadiosField(
        label="Completed logs that it asks something new",
        short_label="what becomes of completed logs",
        options=[
            Option(STAY, "Stay completed until somebody changes them"),
            Option(REOPENED, "Are opened again", hint="Their people have to answer before the deadline."),
        ],
        initial=STAY,
    )

    def clean_time(self) -> Any:
        """A time of day."""
        try:
            return datetime.strptime(str(self.cleaned_data["time"]).strip(), "%H:%M").time()  # noqa: DTZ007 - a time only
        except ValueError as problem:
            raise forms.ValidationError("Enter the time like 09:30") from problem

    def moment(self) -> datetime:
        """The moment, in UK time."""
        given = self.cleaned_data
        return datetime.combine(given["day"], given["time"], tzinfo=get_current_timezone())


class ReasonForm(GovForm):
    """Why something may be so."""

    reason = GovTextareaField(label="Reason")


class StartForm(GovForm):
    """Which year a new one is a copy of."""

    def __init__(self, years: list[int], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        options = [(year, f"{year} to {year + 1}") for year in years]
        self.fields["source"] = GovRadiosField(label="Which year is it a copy of?", short_label="year", options=options)


def _code_or_number(text: str) -> int | str:
    return text if (number := signed_number(text)) is None else number
