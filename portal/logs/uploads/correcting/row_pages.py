"""A row as a person corrects it: which cells are shown, as which questions, with what was found in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portal.logs.uploads.correcting.cell_fields import CellsForm, Named, Place, Places, SentForm, read_cells
from portal.logs.uploads.correcting.correct import confirming, text_of
from portal.logs.uploads.correcting.errors import by_gravity
from portal.logs.uploads.correcting.groups import GroupKey
from portal.logs.uploads.judging import ChunkJudge, Verdict
from portal.logs.uploads.judging.comparing import SIMILAR
from portal.logs.uploads.judging.people import named_in_cells
from portal.logs.uploads.limits import LIMITS
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import Category, Judged
from portal.theme.forms import FieldWarning, Option

SEEN = "seen"
LONGEST_SEEN = 200_000
YES = "yes"
OWNERS_OF_A_GROUP = 20


@dataclass(frozen=True)
class SectionOfRow:
    """One page of a row: how many of its cells are wrong."""

    id: str
    title: str
    count: int


@dataclass
class RowPage:
    """A row, or a part of it, as one form."""

    row: SubmissionRow
    form: CellsForm
    boxes: list[str] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """What the page shows, so that what a colleague changed meanwhile is noticed."""
        cells = {number: self.form.texts.get(number, "") for number in self.form.by_number}
        return json.dumps({"cells": cells, "boxes": self.boxes})

    @property
    def prefix(self) -> str:
        """What tells the fields of this row from those of others on the page."""
        return str(self.form.prefix)


@dataclass(frozen=True)
class SentRow:
    """What a page of a row sent."""

    cells: Mapping[int, str]
    seen: Mapping[int, str]
    confirmed: Mapping[str, bool]
    numbers: frozenset[int]


def _can_be_kept(text: str) -> bool:
    """No page sends anything else: text that a cell of a file could hold, and that the database can store."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a character
        return False
    return len(text) <= LIMITS.longest_cell and "\x00" not in text


class RowPages:
    """The rows of one submission as forms; what is the same for all of them is read once."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.judge = ChunkJudge(submission)
        self.named = named_in_cells(submission.organisation)
        self.places = Places(submission.layout, self.named)
        self._offered = self.judge.rules.offered() if self.judge.rules.offered else None
        managers = self.named["managing_organisation_id"]
        self._organisations = frozenset(int(str(option.value).removeprefix("ORG")) for option in managers)

    def with_errors(self, rows: Sequence[SubmissionRow], also: Collection[int] = ()) -> list[RowPage]:
        """Each row with its wrong cells, and some others."""
        return [self.of_verdict(verdict, also) for verdict in self.judge.verdicts(rows)]

    def of_verdict(self, verdict: Verdict, also: Collection[int] = ()) -> RowPage:
        """The same of a row that has just been judged."""
        row, read, judged = verdict
        return self._page(row, read, judged, self._at(row, read, {*(e.number for e in row.row_errors), *also}))

    def section(self, row: SubmissionRow, subsection_id: str, verdict: Verdict | None = None) -> RowPage:
        """The questions of one part of a log that are asked in this row, or that hold something, or are wrong."""
        _, read, judged = verdict or self.judge.verdicts([row])[0]
        texts = text_of(self.submission, row)
        wanted = {number for number, text in texts.items() if text.strip()}
        wanted |= {error.number for error in row.row_errors}
        wanted |= {number for number, names in self.submission.layout.answers_at.items() if read.asked(*names)}
        named = self._named_in(read, texts, wanted)
        return self._page(row, read, judged, self.places.of_subsection(subsection_id, wanted, texts, named))

    def sections(self, row: SubmissionRow) -> list[SectionOfRow]:
        """The parts of a log with the number of cells that are wrong in each."""
        wrong = [self.places.subsection_of(error.number) for error in row.row_errors]
        fields = {self.places.subsection_of(number) for number in self.submission.layout.types}
        return [
            SectionOfRow(each.id, each.title, wrong.count(each.id))
            for each in self.submission.layout.questionnaire.subsections
            if each.id in fields
        ]

    def read(self, sent: SentForm, prefix: str) -> SentRow | None:
        """What was sent of a row; None when the page did not arrive whole."""
        try:
            seen = json.loads(str(sent.get(f"{prefix}-{SEEN}", ""))[:LONGEST_SEEN])
            cells = {int(number): str(text) for number, text in seen["cells"].items()}
            boxes = [str(name) for name in seen["boxes"]]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        known = {number: text for number, text in cells.items() if number in self.submission.layout.types}
        places = {place.numbers: place for place in (self.places.at(number, known) for number in known)}
        confirmed = {name: sent.get(f"{prefix}-{name}") == YES for name in boxes if self._is_box(name)}
        changed = read_cells(places.values(), sent, known, prefix)
        if not all(_can_be_kept(text) for text in changed.values()):
            return None
        return SentRow(changed, known, confirmed, frozenset(known))

    def _is_box(self, name: str) -> bool:
        return name == SIMILAR or name in self.submission.layout.questionnaire.confirm_fields

    def _at(self, row: SubmissionRow, read: Row, numbers: Collection[int]) -> list[Place]:
        texts = text_of(self.submission, row)
        named = self._named_in(read, texts, numbers)
        places = (self.places.at(number, texts, named) for number in sorted(numbers))
        return list({place.numbers: place for place in places}.values())

    def named_in_group(self, key: GroupKey) -> Named:
        """What may stand in the cell of a group: the places of the owners of its first rows."""
        if self._offered is None or not self._fields_of(self._offered.names, {key.number}):
            return {}
        found: dict[str, dict[int, Option]] = {}
        names = ("owning_organisation_id", "managing_organisation_id", "scheme_id")
        rows = key.rows(self.submission).order_by().values_list(*(f"answers__{name}" for name in names)).distinct()
        for values in rows[:OWNERS_OF_A_GROUP]:
            for name, options in self._of_owners(dict(zip(names, values, strict=True))).items():
                found.setdefault(name, {}).update(options)
        return {name: list(options.values()) for name, options in found.items()}

    def _named_in(self, read: Row, texts: Mapping[int, str], numbers: Collection[int]) -> Named:
        """Places that this row may name; the one that it names goes by the code that was sent, ours or a former one."""
        if self._offered is None or not (fields := self._fields_of(self._offered.names, numbers)):
            return {}
        found: dict[str, list[Option]] = {}
        for name, options in self._of_owners(read.answers).items():
            sent = texts.get(fields[name], "") if name in fields else ""
            chosen = options.get(read.answers[name] or 0) if sent else None
            found[name] = [replace(each, value=sent) if each is chosen else each for each in options.values()]
        return found

    def _of_owners(self, answers: Mapping[str, Any]) -> dict[str, dict[int, Option]]:
        """Only of organisations that may be named: the places of others are nobody's business."""
        named = (answers[name] for name in ("owning_organisation_id", "managing_organisation_id"))
        owners = self._organisations.intersection(pk for pk in named if pk)
        offered = self._offered
        if offered is None or not owners:
            return {}
        return {name: dict(offered.of(name, owner_ids=owners, answers=answers)) for name in offered.names}

    def _fields_of(self, names: Iterable[str], numbers: Collection[int]) -> dict[str, int]:
        """Those of the answers that one of these fields carries."""
        at = {name: number for number in numbers for name in self.submission.layout.answers_at.get(number, ())}
        return {name: at[name] for name in names if name in at}

    def _page(self, row: SubmissionRow, read: Row, judged: Judged, places: Sequence[Place]) -> RowPage:
        form = CellsForm(places, text_of(self.submission, row), f"r{row.number}")
        page = RowPage(row, form)
        for error in by_gravity(row.row_errors):
            if error.number not in form.by_number:
                continue
            names = [SIMILAR] if error.rule == SIMILAR else confirming(judged.evaluation, error)
            if error.category is not Category.SOFT or not names:
                form.tell(error.number, error.message)
            for name in names if error.category is Category.SOFT else ():
                self._warn(page, error.number, name, error.message, False)
        for name, problems in judged.evaluation.confirmed.items():
            fields = (
                number
                for answer in judged.evaluation.warning_fields[name]
                for number in self.judge.rules.places(read, answer)
            )
            at = next((number for number in fields if number in form.by_number), None)
            if at is not None:
                self._warn(page, at, name, problems[0].message, True)
        return page

    def _warn(self, page: RowPage, number: int, name: str, message: str, confirmed: bool) -> None:
        if name in page.boxes:
            return
        text = self.submission.layout.questionnaire.warning_texts.get(name)
        label = (text.confirm if text else "") or "Yes, this is right"
        widget: Any = page.form.fields[page.form.by_number[number].name]
        widget.warnings.append(FieldWarning(message, name, label, YES, confirmed))
        page.boxes.append(name)
        if confirmed:
            page.form.data[page.form.add_prefix(name)] = YES  # type: ignore[index] # made by us, so it can be written to
