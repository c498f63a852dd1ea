"""A condition where its question stands: rows, the sentence that they make, and a place to try it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from portal.parameters import signed_number
from portal.questionnaire.answers import Answers
from portal.questionnaire.describe import FACTS
from portal.questionnaire.expressions import ExpressionError
from portal.theme.forms import GovForm, GovRadiosField, GovSelectField, GovTextareaField, GovTextField
from portal.years.checks import Scene
from portal.years.conditions import (
    ANSWERED,
    BLANK,
    FAILS,
    HOLDS,
    NONE_OF,
    ONE_OF,
    OPERATORS,
    PERSON,
    NoRows,
    Row,
    Rows,
    read,
    rows_of,
)
from portal.years.labels import Labels
from portal.years.tree import Part

MOST_ROWS, SPARE, LEAST_ROWS = 16, 2, 4
LETTERS = "ABCDEF"
GROUPS = (("", "With the others"), *((letter, f"In group {letter}") for letter in LETTERS))
FITS_NOT = "This condition does not fit into rows. "
_WITHOUT_VALUE = (ANSWERED, BLANK, HOLDS, FAILS)


class ConditionForm(GovForm):
    """Rows of a table, or a text for what does not fit."""

    def __init__(
        self, scene: Scene, part: Part, text: str, data: Mapping[str, Any] | None = None, *, as_text: bool = False
    ) -> None:
        super().__init__(data)
        self.labels = scene.labels
        self.fits = fits(text)
        self.as_text = as_text or not self.fits
        if self.as_text:
            self.fields["text"] = GovTextareaField(
                label="Condition",
                hint=f"{'' if self.fits else FITS_NOT}It is written in the language of the questionnaires.",
                initial=text,
                required=False,
            )
            return
        rows = rows_of(text)
        self.fields["join"] = GovRadiosField(
            label="The question is asked if",
            options=[
                ("all", "all of these are so"),
                ("any", "any of these is so"),
                ("never", "never: it is kept but not asked"),
            ],
            initial="never" if text == "false" else "all" if rows.every else "any",
        )
        names = _choices(scene, part)
        filled = [place for place in range(MOST_ROWS) if (data or {}).get(f"name{place}")]
        self.count = max(len(list(rows.rows())) + SPARE, max(filled, default=0) + 1 + SPARE, LEAST_ROWS)
        for place in range(self.count):
            self._add_row(place, names)
        self._fill(rows)

    def _add_row(self, place: int, names: list[tuple[str, str]]) -> None:
        number = place + 1
        options = [(one, one) for one in (*OPERATORS, HOLDS, FAILS)]
        self.fields[f"name{place}"] = GovSelectField(label=f"Row {number}: question", options=names, required=False)
        self.fields[f"operator{place}"] = GovSelectField(
            label=f"Row {number}: comparison", options=options, required=False
        )
        self.fields[f"value{place}"] = GovTextField(
            label=f"Row {number}: value",
            hint="Words or code of an answer. Put a semicolon between several.",
            required=False,
        )
        group = GovSelectField(label=f"Row {number}: joined", options=GROUPS[1:], required=False)
        group.blank_label = GROUPS[0][1]
        self.fields[f"group{place}"] = group

    def _fill(self, rows: Rows) -> None:
        place = 0
        letters = iter(LETTERS)
        for part in rows.parts:
            group = next(letters) if isinstance(part, Rows) else ""
            for row in part.parts if isinstance(part, Rows) else (part,):
                if isinstance(row, Row) and place < self.count:
                    shown = "; ".join(self._shown(row.name, value) for value in row.values)
                    values = {"name": row.name, "operator": row.operator, "value": shown, "group": group}
                    for name, value in values.items():
                        self.fields[f"{name}{place}"].initial = value
                    place += 1

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return PERSON if value == PERSON else self.labels.answer(name, value)[1]

    def clean(self) -> dict[str, Any]:
        """The condition as a text, under `condition`."""
        given = super().clean() or {}
        if self.as_text:
            given["condition"] = str(given.get("text") or "").strip()
            return self._readable(given)
        if given.get("join") == "never":
            given["condition"] = "false"
            return given
        # A group stands where its first row does.
        together: dict[str, list[Row | Rows]] = {}
        for place in range(self.count):
            row = self._row(place, given)
            if row is not None:
                letter = given.get(f"group{place}") or f"row {place}"
                together.setdefault(letter, []).append(row)
        every = given.get("join") != "any"
        parts = [Rows(not every, tuple(rows)) if letter in LETTERS else rows[0] for letter, rows in together.items()]
        given["condition"] = Rows(every, tuple(parts)).text() if parts else ""
        return self._readable(given)

    def _readable(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["condition"] and not self.errors:
            try:
                read(given["condition"], self.labels.conditions)
            except ExpressionError as problem:
                raise forms.ValidationError(f"The condition cannot be used: {problem}") from problem
        return given

    def _row(self, place: int, given: Mapping[str, Any]) -> Row | None:
        name, operator = given.get(f"name{place}"), given.get(f"operator{place}")
        text = str(given.get(f"value{place}") or "").strip()
        if not name:
            return None
        if not operator:
            self.add_error(f"operator{place}", f"Select how row {place + 1} compares")
            return None
        if operator in _WITHOUT_VALUE:
            return Row(name, operator)
        words = [part.strip() for part in text.split(";") if part.strip()]
        if not words:
            self.add_error(f"value{place}", f"Enter the value of row {place + 1}")
            return None
        values = tuple(self._value(name, word) for word in words)
        if operator not in (ONE_OF, NONE_OF) and len(values) > 1:
            self.add_error(f"value{place}", f"Row {place + 1} takes one value. Choose “one of” for several")
            return None
        return Row(name, operator, values)

    def _value(self, name: str, word: str) -> Any:
        """A code from its words, or from the code itself."""
        part = self.labels.question(name)
        options = self.labels.options(part) if part else {}
        if part is not None and part.attrs.get("kind") == "checkboxes":
            options = {1: "ticked", 0: "not ticked"}
        options = options or FACTS.get(name, ("", {}))[1] or self.labels.stored_options(name)
        for code, label in options.items():
            if word.casefold() == str(label).casefold() or word == str(code):
                return code
        if word.casefold() in ("yes", "no", "true", "false") and not options:
            return word.casefold() in ("yes", "true")
        return word if (number := signed_number(word)) is None else number


def fits(text: str) -> bool:
    """Whether rows can show the condition."""
    try:
        rows = rows_of(text)
        groups = [part for part in rows.parts if isinstance(part, Rows)]
        return len(list(rows.rows())) <= MOST_ROWS and len(groups) <= len(LETTERS)
    except NoRows:
        return False
    except ExpressionError:
        return False


def _choices(scene: Scene, part: Part) -> list[tuple[str, str]]:
    """Earlier questions with number, words and section; then facts and named conditions."""
    # A named condition stands above all questions and is used below them.
    here, found = scene.position[part.key], dict[str, str]()
    for question in scene.questions:
        if scene.position[question.key] >= here and part.kind != "condition":
            break
        number = f"{question.attrs['number']} " if question.attrs.get("number") else ""
        for name in scene.answers_of(question):
            found.setdefault(name, f"{number}{scene.labels.name(name)} – {scene.labels.place(question)} ({name})")
    for name in sorted(scene.stored):
        found.setdefault(name, f"{scene.labels.name(name)} – worked out ({name})")
    for name, (label, _) in FACTS.items():
        found.setdefault(name, f"{label[:1].upper()}{label[1:]}")
    for name in scene.labels.conditions:
        found.setdefault(name, f"Named condition {name}")
    for text in (part.attrs.get("when"),):
        for row in rows_of(text).rows() if isinstance(text, str) and fits(text) else ():
            found.setdefault(row.name, f"{scene.labels.name(row.name)} ({row.name})")
    return list(found.items())


@dataclass(frozen=True)
class Trial:
    """One answer to try a condition with."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def try_it(labels: Labels, text: str, given: Mapping[str, Any]) -> tuple[list[Trial], bool | None]:
    """The answers that a condition looks at, and whether the question is asked for those that were chosen."""
    if not text:
        return [], True
    try:
        expression = read(text, labels.conditions)
    except ExpressionError:
        return [], None
    answers: dict[str, Any] = {}
    trials = []
    for raw in sorted(expression.depends_on | expression.facts):
        name = raw.replace("__n__", PERSON)
        part = labels.question(name)
        options = labels.options(part) if part and part.attrs.get("kind") in ("radio", "select") else {}
        if part and part.attrs.get("kind") == "checkboxes":
            options = {1: "ticked", 0: "not ticked"}
        options = options or FACTS.get(name, ("", {}))[1]
        chosen = str(given.get(f"try-{name}", "") or "")
        value = next((code for code in options if str(code) == chosen), None)
        if not options and chosen:
            value = chosen if (number := signed_number(chosen)) is None else number
        answers[raw] = value
        trials.append(
            Trial(name, labels.name(name), tuple((str(code), str(one)) for code, one in options.items()), chosen)
        )
    return trials, expression.test(Answers(answers), answers)
