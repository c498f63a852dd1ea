"""Files of logs that were taken out here and come back with other answers in some cells.

What such a file would say of a log now is held against what it says: a cell that says the same is left alone, and one
that says something else is a new answer. So labels are enough, the guard against formulas and what spreadsheets do to
numbers and dates change nothing, and most rows of a file turn out to be unchanged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from orgs.areas.lookup import load_areas
from portal.csv_files import as_meant
from portal.logs.downloads.cells import LogCells
from portal.logs.downloads.rows import LogValues
from portal.logs.kinds import kind_named
from portal.logs.models import Log
from portal.logs.uploads.files.own_header import CHANGED, NUMBER, OwnHeader, own_header, plain
from portal.logs.uploads.judging.matching import log_number_of
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import Judged
from portal.parameters import whole_number
from portal.questionnaire.answers import Answers
from portal.questionnaire.columns import DATE_PARTS, CsvColumn
from portal.questionnaire.evaluation import parse

CHANGED_ELSEWHERE = ("owning_organisation.", "managing_organisation.", "assigned_to.", "scheme.", "location.")
_NO_LOG = "own.no_log"
_LOOKED_AT = 20
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_UK_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_AGE = re.compile(r"age[1-8]")

Wanted = Mapping[str, Any]


class OwnFile:
    """One file of ours that came back, for judging its rows."""

    def __init__(self, submission: Submission, header: OwnHeader) -> None:
        self._submission = submission
        self._kind = kind_named(submission.log_type)
        self._program = self._kind.program(submission.year)
        self._columns = self._program.questionnaire.csv_columns(support=header.support)
        self._texts = {codes: self._cells(header.support, codes=codes) for codes in (False, True)}
        places = {plain(title): place for place, title in reversed(list(enumerate(self._texts[False].headers)))}
        titles = ((at, plain(cell)) for at, cell in enumerate(submission.header[header.row]))
        self._places = {at: places[title] for at, title in titles if title in places}

    @classmethod
    def of(cls, submission: Submission) -> OwnFile | None:
        """None for files of other columns and for what came through the API."""
        found = own_header(submission.header, submission.layout.questionnaire) if submission.header else None
        return cls(submission, found) if found else None

    def _cells(self, support: bool, *, codes: bool) -> LogCells:
        return LogCells(
            self._program.questionnaire,
            support=support,
            codes=codes,
            details_unknown=self._kind.details_unknown,
            area_names={code: area.name for code, area in load_areas().by_code.items()},
        )

    def read(self, rows: Sequence[SubmissionRow], reads: Sequence[Row]) -> list[Wanted]:
        """Give each row the answers of its log with those that the file says otherwise; these are told as well."""
        visible = self._submission.logs_by_number_for(self._submission.uploader)
        numbers = [log_number_of(self._submission, row) for row in rows]
        known = visible.filter(pk__in={*numbers} - {None}, collection_year=self._submission.year)
        logs = {log.pk: log for log in known}
        values = {found[NUMBER]: found for found in LogValues(self._kind).of(visible.filter(pk__in=list(logs)))}
        codes = self._has_codes(rows, values)
        wanted: list[Wanted] = []
        for row, number, read in zip(rows, numbers, reads, strict=True):
            corrected = {name for at in row.corrections for name in read.layout.answers_at[int(at)]}
            by_hand = {name: read.answers[name] for name in corrected}
            read.answers.clear()
            log = logs.get(number or 0)
            if log is None:
                text = "This row names no log of this year of the organisation. Logs are added with the template."
                _fail(read, _NO_LOG, text, "")
                wanted.append({})
            else:
                said = list(self._differing(row, self._texts[codes], values[log.pk]))
                wanted.append(self._take(read, log, said, codes=codes))
            read.answers.update(by_hand)
        return wanted

    def hold_to(self, read: Row, judged: Judged, wanted: Wanted) -> Judged:
        """A new answer that the log would not keep is told: nothing that somebody changed is lost in silence."""
        if unknown := [error for error in read.errors if error.rule == _NO_LOG]:  # what else is wrong follows from that
            return Judged(judged.evaluation, unknown)
        lost = [name for name, value in wanted.items() if judged.evaluation.answers[name] != value]
        for name in lost:
            text = f"The answer to {read.label(name)} does not fit the other answers. Change it on the page of the log."
            _fail(read, "own.not_kept", text, name)
        return Judged(judged.evaluation, read.errors, judged.not_kept) if lost else judged

    def _has_codes(self, rows: Sequence[SubmissionRow], values: Mapping[int, Answers]) -> bool:
        """Whether the cells are more like those of a file with codes than like those with labels."""
        differ = {False: 0, True: 0}
        for row in rows[:_LOOKED_AT]:
            if found := values.get(log_number_of(self._submission, row) or 0):
                for codes, texts in self._texts.items():
                    differ[codes] += len(list(self._differing(row, texts, found)))
        return differ[True] < differ[False]

    def _differing(self, row: SubmissionRow, texts: LogCells, values: Answers) -> Iterator[tuple[CsvColumn, str]]:
        """The columns whose cells say something else than the log does, with what they say."""
        line = texts.row(values)
        for at, place in self._places.items():
            cell = row.cells[at] if at < len(row.cells) else None
            said, now = as_meant((cell or "").strip()), line[place].strip()
            if said != now and not _same(said, now):
                yield self._columns[place], said

    def _take(self, read: Row, log: Log, differing: Sequence[tuple[CsvColumn, str]], *, codes: bool) -> Wanted:
        stored = log.typed_answers()
        read.answers.update({name: value for name, value in stored.items() if name in self._program.parsers})
        sent = dict(self._sent(read, stored, differing, codes=codes))
        if not sent:
            return {}
        if any(column.source == CHANGED for column, _ in differing):
            text = "The log was changed after this file was made. Download it again and repeat your change."
            _fail(read, "own.changed_since", text, next(iter(sent)))
        typed, bad = parse(self._program, sent)
        for name, value in sent.items():
            read.answers[name] = value if name in bad else typed[name]
            if _AGE.fullmatch(name) and value is not None and f"{name}_known" in self._program.parsers:
                read.answers[f"{name}_known"] = 0
        return {name: typed[name] for name in sent if name not in bad}

    def _sent(
        self, read: Row, stored: Answers, differing: Sequence[tuple[CsvColumn, str]], *, codes: bool
    ) -> Iterator[tuple[str, Any]]:
        """The new answers by name, as they can be read; what cannot be changed in such a file is told."""
        dates: dict[str, dict[str, str]] = defaultdict(dict)
        for column, said in differing:
            name = column.source
            if column.is_fact:
                if name.startswith(CHANGED_ELSEWHERE):
                    text = "Organisations, people, schemes and locations are changed on the page of the log, not in this file."
                    _fail(read, "own.elsewhere", text, "")
            elif column.show == "label" or name not in self._program.questionnaire.by_field:
                text = f"“{column.support or column.others}” follows from other answers and cannot be changed in this file."
                _fail(read, "own.worked_out", text, name)
            elif column.show in DATE_PARTS:
                dates[name][column.show] = said
            else:
                yield name, self._value(read, column, said, codes=codes)
        for name, parts in dates.items():
            yield name, _date_of(stored[name], parts)

    def _value(self, read: Row, column: CsvColumn, said: str, *, codes: bool) -> Any:
        if not said:
            if column.show == "yes_or_nothing":
                return 0
            _fail(
                read,
                "own.emptied",
                "An empty cell does not take an answer away. Remove it on the page of the log.",
                column.source,
            )
            return None
        if codes or column.show == "code":
            number = whole_number(said) if column.show == "plus_one" else None
            return said if number is None else str(number - 1)
        labels = {0: "No", 1: "Yes"} if column.show == "yes_or_nothing" else self._texts[False].labels_of(column.source)
        meant = {code for code, label in labels.items() if label and label.casefold() == said.casefold()}
        if len(meant) == 1:
            return meant.pop()
        if meant:
            _fail(
                read,
                "own.several",
                f"Several answers to {read.label(column.source)} are called “{said[:100]}”",
                column.source,
            )
        elif labels:
            _fail(
                read,
                "own.no_option",
                f"“{said[:100]}” is not one of the answers to {read.label(column.source)}",
                column.source,
            )
        return said


def _fail(read: Row, rule: str, text: str, name: str) -> None:
    """An error at the field of an answer; of what files do not bring, at the owner."""
    columns = read.layout.of_answer.get(name) or read.layout.of_answer["owning_organisation_id"]
    read.fail(rule, text, columns[0].fields[0])


def _same(said: str, now: str) -> bool:
    """Spreadsheets write numbers and dates in their own way, and true in capital letters."""
    if _PLAIN.fullmatch(said) and _PLAIN.fullmatch(now):
        return Decimal(said) == Decimal(now)
    if match := _UK_DATE.fullmatch(said):
        day, month, year = match.groups()
        return now == f"{year}-{int(month):02}-{int(day):02}"
    return now in {"true", "false"} and said.lower() == now


def _date_of(stored: Any, parts: Mapping[str, str]) -> str | None:
    """The date with the parts that were changed; read later, so that one that is none is told."""
    now = (stored.day, stored.month, stored.year) if isinstance(stored, date) else ("", "", "")
    day, month, year = (parts.get(part, str(was)) for part, was in zip(DATE_PARTS, now, strict=True))
    return f"{day}/{month}/{year}" if day or month or year else None
