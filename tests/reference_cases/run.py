"""Running reference cases through the engine and saying where the two differ.

Two formats are understood: states of a form (asked questions, statuses, cleared answers) and executed rule cases
(saved or not, fields in error, warnings pending, status, values set). Differences on purpose are declared by rule
and condition in `tests.reference_cases.differences`, never by the name of a case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import tests.reference_cases.lettings
import tests.reference_cases.sales  # noqa: F401 - importing declares the differences
from portal.clock import LONDON
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.management.sample_worlds import sample_world, state_context
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.evaluation import Evaluation, live_checks, parse, state_of
from portal.questionnaire.program import Program
from portal.questionnaire.routing import Routing
from portal.windows.dates import collection_year
from tests.reference_cases.differences import reason_for
from tests.reference_cases.downloads import run_downloads
from tests.reference_cases.quirks import Save, reasons, save_as_reference

# Who owns, manages and is assigned every case unless it says otherwise.
ALWAYS = {"owning_organisation_id": "A", "managing_organisation_id": "A", "assigned_to_id": "uA"}
VERDICTS = frozenset({"saved", "error_fields", "unconfirmed_soft_checks", "status"})


class World(Protocol):
    """The organisations, schemes and lookups around the cases, built by `lettings.sample_world` and `sales.sample_world`."""

    def context(self, at: datetime) -> Any:
        """The context at this moment."""

    def resolve(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with the codes of organisations, users, schemes and locations turned into ids."""

    def name(self, field: str, value: Any) -> Any:
        """The code that stands for an id in the cases; other values come back as they are."""


@dataclass(frozen=True)
class Difference:
    """One field in which the engine and the reference differ."""

    case: str
    field: str
    expected: Any
    got: Any
    reason: str | None = None

    def line(self) -> str:
        """As one line of the report."""
        text = f"{self.case}, {self.field}, expected {_shown(self.expected)}, got {_shown(self.got)}"
        return f"{text} (on purpose: {self.reason})" if self.reason else text


@dataclass(frozen=True)
class Outcome:
    """A case with what came out different."""

    case: str
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Nothing came out different."""
        return not self.differences

    @property
    def on_purpose(self) -> bool:
        """Every difference is one we want."""
        return bool(self.differences) and all(difference.reason for difference in self.differences)


class CasesError(ValueError):
    """A file that holds no cases, or a case that tells too little to be run."""


def run_file(path: Path, log_type: str | None, year: int | None, reference: Path) -> Iterator[Outcome]:
    """Run every case of a file, or those of one kind or year."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise CasesError(f"{path} is not JSON: {error}") from error
    if isinstance(content, list):
        for number, case in enumerate(content, 1):
            with _told(path, case, number):
                chosen = log_type in (None, case["log_type"]) and year in (None, case["start_year"])
                outcome = run_state(case, reference) if chosen else None
            if outcome:
                yield outcome
    elif isinstance(content, dict) and isinstance(content.get("row_cases"), list):
        yield from _run_uploads(path, content, log_type, year, reference)
    elif isinstance(content, dict) and isinstance(content.get("cases"), list):
        yield from _run_vectors(path, content, log_type, year, reference)
    elif isinstance(content, dict) and "downloads" in content:
        for name, differences in run_downloads(content):
            yield Outcome(name, tuple(Difference(name, column, *rest) for column, *rest in differences))
    else:
        raise CasesError(f"{path} is neither a list of states nor an object with “cases” and “fixtures”")


def _run_vectors(
    path: Path, content: Mapping[str, Any], log_type: str | None, year: int | None, reference: Path
) -> Iterator[Outcome]:
    all_fixtures: Mapping[str, Any] = content.get("fixtures", {})
    name = _log_type_of(all_fixtures)
    if log_type not in (None, name):
        return
    kind, worlds = kind_named(name), dict[int, World]()
    for number, case in enumerate(content["cases"], 1):
        with _told(path, case, number):
            of_year: int = case["year"]
            outcome = None
            if year in (None, of_year):
                fixtures = all_fixtures[str(of_year)]
                if of_year not in worlds:
                    worlds[of_year] = sample_world(name, reference, of_year)
                outcome = run_vector(kind, case, fixtures, worlds[of_year])
        if outcome:
            yield outcome


def _run_uploads(
    path: Path, content: Mapping[str, Any], log_type: str | None, year: int | None, reference: Path
) -> Iterator[Outcome]:
    from tests.reference_cases.uploads import run_uploads

    about = content["about"]
    if log_type in (None, about["log_type"]) and year in (None, about["collection_year"]):
        with _told(path, about, 0):
            yield from run_uploads(content, reference)


def _log_type_of(all_fixtures: Mapping[str, Any]) -> str:
    """Logs of sales have a sale date, whatever else a file says of itself."""
    logs = [log for of_year in all_fixtures.values() for log in of_year.values()]
    return "sales" if any("saledate" in log for log in logs) else "lettings"


@contextmanager
def _told(path: Path, case: Any, number: int) -> Iterator[None]:
    """Say which case of which file lacks what, instead of a traceback."""
    try:
        yield
    except (KeyError, TypeError) as error:
        name = case.get("name", case.get("case", number)) if isinstance(case, dict) else number
        raise CasesError(f"{path}, case {name}: cannot be run, {error!r}") from error


def run_state(case: Mapping[str, Any], reference: Path) -> Outcome:
    """Compare a state of a form: what is asked, open and cleared, and how far the log is."""
    kind = kind_named(case["log_type"])
    program = kind.program(case["start_year"])
    at = datetime(2026, 8, 5, 12, tzinfo=LONDON)
    context, more = state_context(kind.log_type, case, reference, at)
    answers, _ = parse(program, {**case["attributes"], **more})
    state = describe_state(program, answers, context)
    name = f"{case['log_type']} {case['start_year']} {case['point']} {case['case']}"
    found = list(_state_differences(name, case, state))
    if "cleared" in case:
        found.extend(_clearing_differences(name, case, answers, program, context))
    return Outcome(name, tuple(found))


def _clearing_differences(
    name: str, case: Mapping[str, Any], answers: Answers, program: Program, context: Any
) -> Iterator[Difference]:
    kind, swept = kind_named(case["log_type"]), program.laid_out(answers)
    gone = set(Routing(program, swept, context).clear_unasked()) & set(case["attributes"])
    after = describe_state(program, swept, context)
    gone |= {confirm for confirm in program.questionnaire.confirm_fields if _unasked(confirm, answers, after)}
    blank = {field for field, value in case["attributes"].items() if is_blank(value)}
    expected = {field for field in case["cleared"] if field in program.known_fields} - blank
    for field in sorted(gone ^ expected):
        label = f"cleared {field}"
        yield _difference(kind, "cleared", name, label, field in expected, field in gone, field, after, answers, case)


def describe_state(program: Program, answers: Answers, context: Any) -> Evaluation:
    """The state of answers as they stand: nothing derived, nothing cleared, no hard rules."""
    routing = Routing(program, program.laid_out(answers), context)
    return state_of(routing, live_checks(routing))


def _unasked(confirm: str, answers: Answers, state: Evaluation) -> bool:
    standing = confirm in state.warnings or confirm in state.confirmed
    return answers[confirm] is not None and not standing and state.setup_complete


def _state_differences(name: str, case: Mapping[str, Any], state: Evaluation) -> Iterator[Difference]:
    kind = kind_named(case["log_type"])
    for part, label, field, theirs, ours in (*_parts_of_state(case, state), *_optional_fields(kind, case, state)):
        if theirs != ours:
            yield _difference(kind, part, name, label, theirs, ours, field, state, state.answers, case)


def _optional_fields(
    kind: LogKind, case: Mapping[str, Any], state: Evaluation
) -> Iterator[tuple[str, str, str, bool, bool]]:
    """The same of what may be left out; of what this year does not ask nothing is said."""
    if "optional_fields" not in case:
        return
    questions = kind.program(case["start_year"]).questionnaire.questions
    ours, facts = set(), dict[str, Any]()
    for question in questions:
        optional = question.optional
        if optional if isinstance(optional, bool) else optional.test(state.answers, facts):
            ours.add(question.id)
    theirs = {question.id for question in questions}.intersection(case["optional_fields"])
    for field in sorted(theirs ^ ours):
        yield "optional", f"optional {field}", field, field in theirs, field in ours


def _parts_of_state(case: Mapping[str, Any], state: Evaluation) -> Iterator[tuple[str, str, str | None, Any, Any]]:
    """Part, label, field, theirs and ours: of the log, then of each subsection."""
    yield "status", "status", None, case["log_status_ignoring_errors"], state.status.value
    for subsection, expected in case["subsections"].items():
        if subsection == "outright_sale":
            continue  # no answer to the set-up leads there, so the questionnaires leave it out
        mine = state.subsections[subsection]
        yield "status", f"{subsection} status", subsection, expected["status"], mine.status.value
        yield "displayed", f"{subsection} displayed", subsection, expected["displayed_in_tasklist"], mine.shown
        pending = {confirm for confirm in mine.applicable if confirm in state.warnings}
        for part, ours in (("applicable", set(mine.applicable)), ("incomplete", set(mine.incomplete) | pending)):
            theirs = {entry.split("/")[1] for entry in expected[part]}
            for field in sorted(theirs ^ ours):
                yield part, f"{subsection} {part} {field}", field, field in theirs, field in ours


def judged_in(path: Path, reference: Path) -> Iterator[tuple[int, Answers, Any]]:
    """The answers of every case of a file as they stand after its last save, with the year and the context."""
    for year, result, context in _played_in(path, reference):
        yield year, result.answers, context


def told_in(path: Path, reference: Path) -> Iterator[tuple[str, str]]:
    """The id of every rule that speaks in these cases, with what it says: errors and warnings, confirmed or not."""
    for _, result, _ in _played_in(path, reference):
        for found in (result.errors, result.warnings, result.confirmed):
            for problems in found.values():
                yield from ((problem.rule, problem.message) for problem in problems)


def _played_in(path: Path, reference: Path) -> Iterator[tuple[int, Evaluation, Any]]:
    content = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    fixtures: Mapping[str, Any] = content["fixtures"]
    name = _log_type_of(fixtures)
    kind = kind_named(name)
    worlds = {int(year): sample_world(name, reference, int(year)) for year in fixtures}
    for case in content["cases"]:
        base = {} if case["fixture"] == "empty" else fixtures[str(case["year"])][case["fixture"]]
        world = worlds[case["year"]]
        result, _ = _play(kind, case, base, world, ())
        yield case["year"], result, world.context(datetime(case["year"], 8, 5, 12, tzinfo=LONDON))


def run_vector(kind: LogKind, case: Mapping[str, Any], fixtures: Mapping[str, Any], world: World) -> Outcome:
    """Run an executed rule case: create (and change) a log, then compare the outcome."""
    base = {} if case["fixture"] == "empty" else fixtures[case["fixture"]]

    def differences(quirks: Iterable[str] = ()) -> tuple[Difference, ...]:
        result, given = _play(kind, case, base, world, quirks)
        return tuple(_vector_differences(kind, case, result, given, world))

    found = differences()
    return Outcome(case["name"], _with_quirks(found, differences) if found else ())


def _play(
    kind: LogKind, case: Mapping[str, Any], base: Mapping[str, Any], world: World, quirks: Iterable[str]
) -> tuple[Evaluation, dict[str, Any]]:
    """Save after save of a case: what is said of the last one, and what was given in it."""
    at = datetime(case["year"], 8, 5, 12, tzinfo=LONDON)
    context = world.context(at)
    names = ("initial_overrides", "second_initial_overrides") if case["mode"] == "update" else ()
    stages = [case[name] for name in names if name in case]
    if names and "initial_overrides" not in case:
        stages.insert(0, {})
    stored, current = Answers(), {**ALWAYS, **base}
    for stage in (*stages, case["overrides"]):
        given = world.resolve({**current, **stage})
        sent = frozenset(stage) if stored else frozenset(given)
        save = Save(kind, _program(kind, given, at), dict(given), stored, context, sent)
        result = save_as_reference(save, quirks)
        stored = Answers(result.answers)
        current = dict(stored)
    return result, given


def _with_quirks(
    found: tuple[Difference, ...], differences: Callable[[Iterable[str]], tuple[Difference, ...]]
) -> tuple[Difference, ...]:
    """The differences, each with the quirk of the reference that makes it: with the quirk it is gone.

    A quirk that changes the verdict explains nothing, because values are compared only of what both have saved.
    """
    labels = {difference.field for difference in found}
    explained: dict[str, str] = {}

    def vanished(quirks: Iterable[str]) -> set[str]:
        left = {difference.field for difference in differences(quirks)}
        return set() if (left - labels) & VERDICTS else labels - left

    for reason in reasons():
        if labels > explained.keys():
            explained.update((label, reason) for label in vanished([reason]) - explained.keys())
    if labels - explained.keys() and (more := vanished(reasons()) - explained.keys()):
        needed = [
            reason for reason in reasons() if not more <= vanished([other for other in reasons() if other != reason])
        ]
        explained.update(dict.fromkeys(more, "; ".join(needed) or "several quirks of the reference together"))
    return tuple(replace(one, reason=explained.get(one.field, one.reason)) for one in found)


def _program(kind: LogKind, answers: Mapping[str, Any], at: datetime) -> Program:
    day = answers.get(kind.date_field)
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            day = None
    year = collection_year(day) if isinstance(day, date) else collection_year(at.date())
    return kind.program(year if year in kind.years else collection_year(at.date()))


def _vector_differences(
    kind: LogKind, case: Mapping[str, Any], result: Evaluation, given: Mapping[str, Any], world: World
) -> Iterator[Difference]:
    saved = not result.errors
    pairs: list[tuple[str, Any, Any]] = [
        ("saved", case["saved"], saved),
        ("error_fields", sorted(_error_fields(case)), sorted(result.errors)),
        ("unconfirmed_soft_checks", sorted(case["unconfirmed_soft_checks"]), sorted(result.warnings)),
    ]
    if case["saved"] and saved:
        pairs.append(("status", case["status"], result.status.value))
    for part, theirs, ours in pairs:
        if theirs != ours:
            yield _difference(kind, part, case["name"], part, theirs, ours, None, result, given, case)
    if case["saved"] and saved:
        changed = _changed(result, given, world)
        expected = case["set_or_changed"]
        for field in sorted({*expected, *changed}):
            theirs, ours = _plain(expected.get(field, "unchanged")), changed.get(field, "unchanged")
            if theirs != ours:
                yield _difference(kind, "value", case["name"], field, theirs, ours, field, result, given, case)


def _error_fields(case: Mapping[str, Any]) -> set[str]:
    """Every field in error; the reference puts the assignee's on the relation instead of the field."""
    fields = {*case["error_fields"], *case.get("error_fields_hidden_in_bulk_upload", ())}
    return {"assigned_to_id" if field == "assigned_to" else field for field in fields}


def _changed(result: Evaluation, given: Mapping[str, Any], world: World) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for field in {*result.answers, *given}:
        after = _plain(world.name(field, result.answers[field]))
        if field in given:
            if _plain(world.name(field, given[field])) != after:
                changed[field] = after
        elif not is_blank(after) and after is not False:
            changed[field] = after
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and not is_blank(value):
        try:
            return Decimal(value) if value.replace(".", "", 1).isdigit() else value
        except ArithmeticError:
            return value
    return None if is_blank(value) else value


def _difference(
    kind: LogKind,
    part: str,
    case: str,
    label: str,
    expected: Any,
    got: Any,
    field: str | None,
    evaluation: Evaluation,
    given: Mapping[str, Any],
    whole: Mapping[str, Any],
) -> Difference:
    reason = reason_for(kind, part, field, expected, got, evaluation, given, whole)
    return Difference(case, label, expected, got, reason)


def _shown(value: Any) -> str:
    return json.dumps(value, default=str)


def report(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The lines of the report; the last one counts."""
    agree = differ = on_purpose = 0
    for outcome in outcomes:
        if outcome.agrees:
            agree += 1
            continue
        if outcome.on_purpose:
            on_purpose += 1
        else:
            differ += 1
        yield from (difference.line() for difference in outcome.differences)
    yield f"{agree} agree, {differ} differ, {on_purpose} differ on purpose"
