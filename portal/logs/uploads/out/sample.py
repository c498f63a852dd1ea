"""A sample file for each kind and year: the template with some rows that are ready to become logs.

No row is written by hand. Cells are filled in until the verdict on the row asks for nothing more: a cell that must be
answered gets the first value of its field that makes nothing wrong. So the file keeps up with the questionnaire, and
goes through the checks of the upload.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from accounts.models import User
from orgs.models import Organisation
from portal.logs.facts import ALL_RENT_PERIODS, Area, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from portal.logs.kinds import kind_named
from portal.logs.preload import organisations_and_users
from portal.logs.uploads.judging.people import allowed_owners
from portal.logs.uploads.rows.directory import Directory, KnownOrganisation
from portal.logs.uploads.rows.judge import convert, judge
from portal.logs.uploads.rows.layout import layout_of
from portal.logs.uploads.rows.registry import rules_for
from portal.logs.uploads.rows.verdict import Judged, RowError
from portal.questionnaire.answers import Answers
from portal.questionnaire.columns import CellType
from portal.questionnaire.program import Program
from portal.windows.dates import year_end, year_start
from portal.years.resources.fields import fields_of
from portal.years.resources.made import CSV, Resource
from portal.years.resources.template import template_csv

ROWS = 3
PARTIES = ("owning_organisation_id", "managing_organisation_id", "assigned_to_id")
_OWNER, _PERSON = 12, 1
_AREA = Area("E08000003", "Manchester", date(2009, 4, 1))
_TEXTS = {"la": _AREA.code, "prevloc": _AREA.code, "town_or_city": _AREA.name, "address_line1": "{} Example Street"}
_NUMBERS = ("1", "2", "40", "95.50", "220", "550", "24000", "40000", "100000", "250000")
_MOST_OPTIONS, _MOST_ROUNDS, _MOST_ATTEMPTS = 30, 300, 6
_MOST_KEPT = 32
Cells = dict[int, str]


class Landlord(NamedTuple):
    """What the rows have to fit: the type of the owner, and how often whoever manages the homes charges rent."""

    provider_type: str | None = "PRP"
    rent_periods: frozenset[int] = ALL_RENT_PERIODS


class Parties(NamedTuple):
    """Whose stock the rows are about, who manages it, and the e-mail address of whom they are for."""

    owner: str = "ORG12"
    manager: str = "ORG12"
    person: str = ""
    landlord: Landlord = Landlord()


ANY_LANDLORD, SOMEBODY = Landlord(), Parties()
NOTHING_USUAL: Mapping[str, Any] = {}
_FOUND: dict[tuple[Program, Landlord, bool], tuple[Cells, ...]] = {}


def parties_for(uploader: User, organisation: Organisation) -> Parties:
    """Such that what the file holds can be uploaded as it is; support has to name somebody."""
    owners = allowed_owners(organisation)
    owner = organisation.pk if organisation.pk in owners or not owners else min(owners)
    person = None
    if uploader.is_support:
        person = User.objects.filter(organisation=organisation, active=True).order_by("pk").first()
    facts, _ = organisations_and_users({owner, organisation.pk}, set())
    landlord = Landlord(facts[owner].provider_type, facts[organisation.pk].rent_periods)
    return Parties(f"ORG{owner}", organisation.code, person.email if person else "", landlord)


def sample_csv(program: Program, compared: Collection[str] = (), parties: Parties = SOMEBODY) -> bytes:
    """The template as a CSV file with some rows."""
    layout = layout_of(program.questionnaire)
    ours = {layout.of_answer[name][0].fields[0]: text for name, text in zip(PARTIES, parties[:3], strict=True)}
    usual = {} if parties is SOMEBODY else rules_for(program.questionnaire.log_type).expected(_AREA.code)
    rows = [{**cells, **ours} for cells in sample_rows(program, parties.landlord, usual)]
    data = [[cells.get(number, "") for number in program.questionnaire.bulk_fields] for cells in rows]
    return template_csv(program.questionnaire, compared, data)


SAMPLE = Resource(
    "bulk_upload_sample",
    "Bulk upload sample",
    "The template with a few rows filled in. Put your own organisation into them to try an upload.",
    "bulk-upload-{kind}-sample-{year}-{next}.csv",
    CSV,
    sample_csv,
)


def sample_rows(
    program: Program, landlord: Landlord = ANY_LANDLORD, usual: Mapping[str, Any] = NOTHING_USUAL
) -> tuple[Cells, ...]:
    """The rows of a version, found once, as hundreds of cells are tried for them, and anew when they fit no more."""
    rows, key = SampleRows(program, landlord, usual), (program, landlord, bool(usual))
    found = _FOUND.get(key)
    if found is None or any(map(rows.errors, found)):
        if len(_FOUND) >= _MOST_KEPT:
            _FOUND.clear()
        found = _FOUND[key] = tuple(rows.filled(turn) for turn in range(ROWS))
    return found


def sample_answers(program: Program, turn: int = 0) -> Answers:
    """The answers of one row with what follows from them, for other samples of the same version."""
    return SampleRows(program).judged(sample_rows(program)[turn]).evaluation.answers


class SampleRows:
    """Fills in rows of one kind and year, in a world that has one landlord and one town.

    `usual` are the amounts expected there; without them a version gives the same rows wherever it is used.
    """

    def __init__(
        self, program: Program, landlord: Landlord = ANY_LANDLORD, usual: Mapping[str, Any] = NOTHING_USUAL
    ) -> None:
        self.program, self.questionnaire = program, program.questionnaire
        self.layout = layout_of(self.questionnaire)
        self.rules = rules_for(self.questionnaire.log_type)
        self.kind = kind_named(self.questionnaire.log_type)
        self.fields = {field.number: field for field in fields_of(self.questionnaire)}
        self.start = year_start(program.year)
        self.directory = Directory(
            organisations={_OWNER: KnownOrganisation(_OWNER, provider_type=landlord.provider_type)},
            allowed_owners=frozenset({_OWNER}),
            uploader_id=_PERSON,
        )
        self.world: Any = self.kind.context_type(
            today=year_end(program.year),
            open_dates=OpenDates(self.start, self.start, year_end(program.year)),
            organisations={_OWNER: OrganisationFacts(_OWNER, **landlord._asdict())},
            users={_PERSON: AssigneeFacts(_PERSON, _OWNER)},
            areas=Areas.of([_AREA]),
            **usual,
        )

    def filled(self, turn: int) -> Cells:
        """One row; `turn` counts them, so that they do not all say the same.

        Values that do not go together in the end are left for others: those further down the lists.
        """
        rows = (self._answering(turn, further) for further in range(_MOST_ATTEMPTS))
        return next((cells for cells in rows if not self.errors(cells)), None) or self._answering(turn, 0)

    def _answering(self, turn: int, further: int) -> Cells:
        cells, tried = self._begun(turn), set[int]()
        for _ in range(_MOST_ROUNDS):
            blank = (error.number for error in self.errors(cells) if not cells.get(error.number))
            number = next((one for one in blank if one not in tried), None)
            if number is None:
                break
            tried.add(number)
            cells = self._answered(cells, number, turn + further)
        return cells

    def _begun(self, turn: int) -> Cells:
        """What tells the row from others, and so many more persons."""
        of_answer = self.layout.of_answer
        cells = dict.fromkeys(self.layout.all_fields(PARTIES[:2]), f"ORG{_OWNER}")
        cells.update(_day(of_answer[self.questionnaire.date_field][0].fields, self.start.replace(day=turn + 1)))
        for name in self.kind.words.reference_headings:
            cells[of_answer[name][0].fields[0]] = f"EXAMPLE-{turn + 1:03}"
        for person in list(self.layout.presence)[:turn]:
            cells[of_answer[f"age{person}"][0].fields[0]] = str(30 + person)
        return cells

    def _answered(self, cells: Cells, number: int, turn: int) -> Cells:
        """The row with the best value in a cell."""
        best, least = cells, None
        for given in self._values(number, turn):
            trial = {**cells, **given}
            worth = self._worth(trial, number)
            if least is None or worth < least:
                best, least = trial, worth
            if not any(least):
                break
        return best

    def _worth(self, cells: Cells, number: int) -> tuple[int, bool]:
        """How many mistakes no other cell can mend, and whether something is still wrong with this one."""
        errors = self.errors(cells)
        wrong = sum(bool(cells.get(one.number)) or not any(self._values(one.number, 0)) for one in errors)
        return wrong, any(one.number == number for one in errors)

    def _values(self, number: int, turn: int) -> Iterator[Cells]:
        """What a cell and those that belong to it may hold; nothing where a person has to look it up."""
        columns = self.questionnaire.bulk_fields[number]
        field, column = self.fields[number], columns[0]
        codes = [str(code) for code, _ in field.codes[:_MOST_OPTIONS]]
        if column.convert in ("scheme", "location") or "uprn" in field.answers:
            return
        if column.convert == "date":
            yield from (_day(column.fields, self.start.replace(year=self.start.year - ago)) for ago in range(3))
        elif len(column.fields) == 2 and column.convert.endswith("postcode"):
            yield dict(zip(column.fields, ("M1", "1AE"), strict=True))
        elif codes:
            first = turn % len(codes)
            yield from ({number: code} for code in (*codes[first:], *codes[:first]))
        elif (text := _TEXTS.get(column.answer)) is not None:
            yield {number: text.format(turn + 1)}
        else:
            texts = ("Example",) if self.layout.types[number] is CellType.TEXT else ()
            yield from ({number: text} for text in (*_NUMBERS, *texts))

    def errors(self, cells: Mapping[int, str]) -> list[RowError]:
        """What the upload would say of the row."""
        return self.judged(cells).errors

    def judged(self, cells: Mapping[int, str]) -> Judged:
        """The whole verdict on the row."""
        row = convert(self.layout, self.rules, cells, self.directory)
        return judge(row, self.rules, self.program, self.world)


def _day(numbers: tuple[int, ...], day: date) -> Cells:
    return dict(zip(numbers, (str(day.day), str(day.month), f"{day.year % 100:02}"), strict=True))
