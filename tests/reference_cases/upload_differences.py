"""Where judging rows of a file differs from the reference on purpose, by rule and condition (docs/decisions.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from portal.logs.sample_world import known_windows
from portal.logs.uploads.rows.conversions import CONVERSIONS
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import NOT_AN_OPTION, UNREADABLE
from portal.questionnaire.columns import CellType
from portal.questionnaire.document import ENGINE_RULES
from portal.windows.dates import year_end
from sales.uploads.checks import has_no_first_mortgage
from tests.reference_cases.uploads import NOTHING, Played

Judge = Callable[[Played, int], bool]
_DIFFERENCES: list[tuple[str, Judge]] = []
BAD = frozenset({UNREADABLE, NOT_AN_OPTION, "unknown_code", "unreal_date", "too_long", "not_a_number"})
IN_PARTS = frozenset({"date", "all_given", "postcode", "whole_postcode"})
UNANSWERED_THERE, NO_OPTION_THERE = "bulk_upload.not_answered", "bulk_upload.invalid_option"
WITHIN_THERE = "bulk_upload.numeric.within_range"
OWN_BOXES, BOXES = re.compile("illness_type|housingneeds"), re.compile("illness_type|housingneeds|rp_")
AS_THE_REFERENCE_WANTS = re.compile(r"\d+(\.0*)?", re.ASCII)


def on_purpose(reason: str) -> Callable[[Judge], Judge]:
    """Declare a difference with the reason that docs/decisions.md gives for it."""

    def keep(judge: Judge) -> Judge:
        _DIFFERENCES.append((reason, judge))
        return judge

    return keep


def reason_for(played: Played, field: int) -> str | None:
    """Why a difference at a field is wanted, or None when it is not."""
    return next((reason for reason, judge in _DIFFERENCES if judge(played, field)), None)


AnswerJudge = Callable[[Played, str], bool]
_OF_ANSWERS: list[tuple[str, AnswerJudge]] = []


def answer_on_purpose(reason: str) -> Callable[[AnswerJudge], AnswerJudge]:
    """The same of an answer that comes out otherwise."""

    def keep(judge: AnswerJudge) -> AnswerJudge:
        _OF_ANSWERS.append((reason, judge))
        return judge

    return keep


def reason_for_answer(played: Played, name: str) -> str | None:
    """Why another answer is wanted, or None when it is not."""
    return next((reason for reason, judge in _OF_ANSWERS if judge(played, name)), None)


def only_theirs(played: Played, field: int) -> bool:
    """The reference tells an error and we do not."""
    return field not in played.ours


def only_ours(played: Played, field: int) -> bool:
    """We tell an error and the reference does not."""
    return field not in played.theirs


def kinds_at(played: Played, field: int) -> set[str]:
    """What the reference says at a field, as far as it is known."""
    return {error["kind"] for error in played.case.get("errors", ()) if error["field"] == field}


def fields_of(row: Row, names: Iterable[str]) -> set[int]:
    """Every field of these answers."""
    return set(row.all_fields(*names))


def bad_answers(played: Played) -> set[str]:
    """Answers whose cells could not be read, or hold no option."""
    unread = {number for number, rule in played.rules_at.items() if rule in BAD or rule in ENGINE_RULES}
    return {name for number in unread for name in played.row.layout.answers_at[number]}


@on_purpose("a set-up cell that cannot be read is an error of the set-up")
def _setup(played: Played, field: int) -> bool:
    return (
        field in played.row.cells.unreadable
        and played.ours.get(field) == "setup"
        and played.theirs.get(field, NOTHING) is None
    )


@on_purpose("a date outside the year of the file is told, hides no other mistake and makes none")
def _date(played: Played, field: int) -> bool:
    """The reference judges such a row by rules about its date, and by what the year of that date asks and allows."""
    row, date_field = played.row, played.row.layout.questionnaire.date_field
    if not row.date_stands_in:
        return False
    if field in row.fields(date_field):
        return only_ours(played, field) and _taken_for_next_year(row)
    of_log = (rule for rule in played.program.rules.values() if not rule.persons)
    about_it = {name for rule in of_log if date_field in rule.reads_for() for name in rule.fields}
    places = {number for name in about_it for number in played.rules.places(row, name)}
    of_other_year = kinds_at(played, field) <= {UNANSWERED_THERE, WITHIN_THERE}
    return only_theirs(played, field) and (field in places or of_other_year)


def _taken_for_next_year(row: Row) -> bool:
    """The reference takes dates until its year takes no new logs, some months into the next."""
    written = CONVERSIONS["date"](row, row.layout.of_answer[row.layout.questionnaire.date_field][0])
    return isinstance(written, date) and year_end(row.year) < written < known_windows().of_year(row.year).new_logs_end


@on_purpose("a date or postcode that was begun is told at its blank part")
def _begun(played: Played, field: int) -> bool:
    """The reference tells it at the first cell, at both halves of a postcode and at the authority, or not at all.

    Of the date of the log both tell each blank part.
    """
    row = played.row
    for columns in row.layout.of_answer.values():
        fields, answer = columns[0].fields, columns[0].answer
        in_parts = columns[0].convert in IN_PARTS and answer != row.layout.questionnaire.date_field
        if not in_parts or not row.cells.given(*fields):
            continue
        blank = {number for number in fields if not row.cells.given(number)}
        near = {*fields, *fields_of(row, ("la",))} if answer.startswith("postcode_full") else set(fields)
        if blank and field in near and only_theirs(played, field):
            return True
        if field in blank and field != fields[0] and only_ours(played, field):
            return True
    return False


@on_purpose("what cannot be read is told once, without what follows from it")
def _once(played: Played, field: int) -> bool:
    if not only_theirs(played, field):
        return False
    bad, row, program = bad_answers(played), played.row, played.program
    following = {name for rule in program.hard if bad & set(rule.fields) for name in (*rule.fields, *rule.needs)}
    following |= {name for name, reads in program.dependencies.items() if bad & set(reads)}
    places = {number for name in {*following, *bad} for number in played.rules.places(row, name)}
    if bad & {name for number in row.layout.setup for name in row.layout.answers_at[number]}:
        places |= {number for number in row.cells.unreadable if not row.asked(*row.layout.answers_at[number])}
    return bool(bad) and field in places | fields_of(row, bad)


@on_purpose("an empty cell is empty, in quotation marks or not")
def _empty(played: Played, field: int) -> bool:
    """The reference reads "" as a code that is none."""
    quoted = played.case["cells"].get(str(field)) == "" or '""' in played.case.get("content", "")
    return quoted and only_theirs(played, field) and kinds_at(played, field) == {NO_OPTION_THERE}


@on_purpose("a cell that cannot be read is told, whatever else is wrong")
def _unread(played: Played, field: int) -> bool:
    """The reference passes over what stands in boxes, and over all but the set-up while that is not complete.

    A way of allocating is then not answered for it.
    """
    row, rule = played.row, played.rules_at.get(field)
    if played.theirs.get(field, "not_answered") != "not_answered" or field in row.layout.setup:
        return False
    cell = field in row.cells.unreadable or field in row.cells.not_an_option
    value = rule in BAD - {NOT_AN_OPTION} | {"upload.nationality", "property_outside_england"}
    if not played.judged.evaluation.setup_complete:
        return rule is not None and (cell or value)
    return field in row.cells.unreadable and bool(BOXES.match(row.layout.answers_at[field][0]))


@on_purpose("the authority follows from the postcode")
def _authority(played: Played, field: int) -> bool:
    """It is asked for there, or what is unusual about it is told at it, which is no question here."""
    inferred = bool(played.judged.evaluation.answers["is_la_inferred"])
    asked = played.theirs.get(field) == "soft_validation" or kinds_at(played, field) == {UNANSWERED_THERE}
    return inferred and asked and field in fields_of(played.row, ("la",)) and only_theirs(played, field)


@on_purpose("access needs are told at their own cells")
def _needs(played: Played, field: int) -> bool:
    row = played.row
    needs = fields_of(row, ("housingneeds", "housingneeds_type", "housingneeds_other"))
    ours = {number for number in needs if only_ours(played, number) and number in played.ours}
    theirs = {number for number in fields_of(row, ("preg_occ",)) if only_theirs(played, number)}
    return bool(ours) and bool(theirs & played.theirs.keys()) and field in ours | theirs


@on_purpose("a UPRN that is none is told at the UPRN alone")
def _uprn(played: Played, field: int) -> bool:
    row = played.row
    told = fields_of(row, ("uprn",)) & played.ours.keys()
    line = fields_of(row, ("address_line1",))
    return bool(told) and row.cells.given(*line) and only_theirs(played, field) and field in line


@on_purpose("nobody is told to belong to organisations that were not found")
def _assignee(played: Played, field: int) -> bool:
    answers, row = played.row.answers, played.row
    neither = answers["owning_organisation_id"] is None and answers["managing_organisation_id"] is None
    return neither and only_theirs(played, field) and field in row.fields("assigned_to_id")


@on_purpose("a referral that follows from the renewal need not be given")
def _referral(played: Played, field: int) -> bool:
    row = played.row
    return row.answers["renewal"] == 1 and only_theirs(played, field) and field in row.fields("referral")


@on_purpose("a household that pays no charges has none to enter")
def _charges(played: Played, field: int) -> bool:
    row = played.row
    none = row.answers["household_charge"] == 1 and row.answers["needstype"] == 2
    return none and only_theirs(played, field) and field in fields_of(row, ("brent", "scharge", "pscharge", "supcharg"))


@on_purpose("a purchase without a mortgage has no length of one")
def _no_mortgage(played: Played, field: int) -> bool:
    row = played.row
    blank = field in row.fields("mortlen") and not row.cells.given(field)
    return blank and only_theirs(played, field) and has_no_first_mortgage(row)


@on_purpose("text longer than can be kept is told")
def _long(played: Played, field: int) -> bool:
    return only_ours(played, field) and played.rules_at[field] == "too_long"


@on_purpose("a box is 1, 0 or empty; what else stands there is told")
def _box(played: Played, field: int) -> bool:
    """Of other boxes (ways of allocating, reasons for preference) the reference says so too."""
    boxed = bool(OWN_BOXES.match(played.row.layout.answers_at[field][0]))
    return boxed and only_ours(played, field) and played.rules_at[field] in BAD


@on_purpose("a previous tenure that is no code is told")
def _tenure(played: Played, field: int) -> bool:
    """In sales text becomes 0."""
    tenures = played.row.fields("prevten") + played.row.fields("prevtenbuy2")
    is_text = played.row.layout.types[field] is CellType.TEXT and played.row.cells.digits(field) is None
    return is_text and field in tenures and only_ours(played, field) and played.rules_at[field] in BAD


@on_purpose("a postcode that is none is told at its cells")
def _postcode(played: Played, field: int) -> bool:
    told = played.rules_at.get(field, "") == "postcode_malformed"
    return told and only_ours(played, field) and field in played.row.fields("postcode_full")


@on_purpose("numbers and codes are read as they are meant: leading zeros, 3.0, £ and commas, spaces, small letters")
def _rent_type(played: Played, field: int) -> bool:
    """The reference holds the raw text of the rent type against digits, spaces included."""
    raw = played.row.cells.raw(field)
    odd = raw is not None and not AS_THE_REFERENCE_WANTS.fullmatch(raw)
    return odd and field in played.row.fields("rent_type") and only_theirs(played, field)


@on_purpose("a postcode that is left out is told once, at its first cell")
def _left_out(played: Played, field: int) -> bool:
    fields, row = played.row.fields("ppostcode_full"), played.row
    nothing = not row.cells.given(*fields) and fields[0] in played.ours
    return nothing and field in fields[1:] and only_theirs(played, field)


@answer_on_purpose("the authority follows from the postcode")
def _authority_of_postcode(played: Played, name: str) -> bool:
    inferred = played.judged.evaluation.answers["is_la_inferred"]
    return name in ("la", "is_la_inferred") and bool(inferred)


@answer_on_purpose("derived values are right at once, not one save later")
def _new_tenant(played: Played, name: str) -> bool:
    """Since 2026 it is worked out there before the tenure of a renewal is."""
    row = played.row
    return name == "new_old" and row.year >= 2026 and row.answers["renewal"] == 1


@on_purpose("an estate management fee that breaks a rule is told")
def _management_fee(played: Played, field: int) -> bool:
    return only_ours(played, field) and field in fields_of(played.row, ("management_fee",))


@answer_on_purpose("derived values are right at once, not one save later")
def _uprn_not_known(played: Played, name: str) -> bool:
    """Pending logs have been saved once less than those that were released."""
    waiting = played.case["outcome"] in ("G", "H")
    return waiting and name == "uprn_known" and played.judged.evaluation.answers[name] == 0


@answer_on_purpose("an answer to a question that is not asked is not kept")
def _not_asked(played: Played, name: str) -> bool:
    """The reference leaves only these texts there."""
    return name.startswith("gender_description") and name in played.judged.evaluation.cleared


@on_purpose("answers that exclude each other are told at each of them")
def _excluding(played: Played, field: int) -> bool:
    """There one of them is emptied and then asked for, or (a single transaction) told by a rule of files only."""
    rule = played.program.rules.get(played.rules_at.get(field, ""))
    if rule is None or not only_ours(played, field):
        return False
    others = {number for name in rule.fields for number in played.rules.places(played.row, name)} - {field}
    emptied = {other for other in others if kinds_at(played, other) == {UNANSWERED_THERE}}
    if played.row.answers["numstair"] == 1:
        emptied |= others.intersection(played.row.fields("numstair"))
    return played.row.cells.given(*emptied & played.ours.keys())
