"""What the view of a year shows, column by column, from its questionnaire.

Nobody is to be recognised: ages are in bands, postcodes end after the district, and what was typed in as text (names
of streets, references, descriptions) is left out, as is who in an organisation works on a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from portal.logs.kind import LogKind
from portal.logs.status import LogStatus
from portal.questionnaire.describe import Words
from portal.questionnaire.document import Kind, Question, Questionnaire
from portal.questionnaire.parsing import KEPT_AS_NUMBERS

SQL_TYPES = {"integer": "bigint", "decimal": "numeric", "boolean": "boolean", "text": "text", "date": "date"}
AGE = re.compile(r"age[1-8]")
POSTCODE = "postcode_full"
AREAS = ("la", "prevloc")
AGE_BANDS = ((16, "Under 16"), (25, "16 to 24"), (35, "25 to 34"), (45, "35 to 44"), (55, "45 to 54"), (65, "55 to 64"))
OLDER_BANDS = ((75, "65 to 74"),)
OLDEST = "75 or over"
_SPINE = {
    "id": ("bigint", "Number of the log in the portal."),
    "collection_year": ("smallint", "Collection year: 2026 is April 2026 to March 2027."),
    "owning_organisation_id": ("bigint", "Number of the organisation that owns the stock."),
    "managing_organisation_id": ("bigint", "Number of the organisation that manages the stock."),
    "created_at": ("timestamp with time zone", "When the log was created."),
    "updated_at": ("timestamp with time zone", "When the log was last changed."),
    "bulk_upload_id": ("bigint", "Number of the file that the log came in with; empty when it was entered by hand."),
}


@dataclass(frozen=True)
class ViewColumn:
    """One column: what it is called, how it is typed and worked out, and what a reader has to know about it."""

    name: str
    sql_type: str
    value: sql.Composable
    comment: str
    labels: Mapping[Any, str] = field(default_factory=dict)
    means: tuple[str, ...] = ()
    """What the question is called and how it is asked, so that years can be compared; of what nobody is asked nothing."""


def columns_of(kind: LogKind, questionnaire: Questionnaire) -> tuple[ViewColumn, ...]:
    """All columns of a year, in order."""
    return (*_spine(), *_names(kind), *_answers(kind, questionnaire))


def _spine() -> Iterator[ViewColumn]:
    for name, (sql_type, comment) in _SPINE.items():
        yield ViewColumn(name, sql_type, sql.SQL("log.{}").format(sql.Identifier(name)), comment)
    statuses = {int(status): str(status.label) for status in LogStatus}
    status = ViewColumn("status", "smallint", sql.SQL("log.status"), "How complete the log is, as a code.", statuses)
    yield status
    yield label_of(status)


def _names(kind: LogKind) -> Iterator[ViewColumn]:
    for name, words in (("owning_organisation", "owns the stock"), ("managing_organisation", "manages the stock")):
        value = organisation_name(sql.SQL("log.{}").format(sql.Identifier(f"{name}_id")))
        yield ViewColumn(f"{name}_name", "text", value, f"Today's name of the organisation that {words}.")
    assignee = sql.SQL("(SELECT organisation_id FROM accounts_user WHERE id = log.assigned_to_id)")
    yield ViewColumn(
        "assigned_to_organisation_id", "bigint", assignee, "Number of the organisation whose person completes the log."
    )
    yield ViewColumn(
        "assigned_to_organisation_name",
        "text",
        organisation_name(assignee),
        "Today's name of the organisation whose person completes the log.",
    )
    for name, sql_type, expression, comment in kind.view_columns:
        yield ViewColumn(name, sql_type, sql.SQL(expression), comment)


def organisation_name(number: sql.Composable) -> sql.Composable:
    """The name in force today: the latest change that has begun, else the base name."""
    return sql.SQL(
        "COALESCE((SELECT change.name FROM orgs_organisationnamechange AS change WHERE change.organisation_id = {number}"
        " AND change.discarded_at IS NULL AND change.startdate <= CURRENT_DATE ORDER BY change.startdate DESC LIMIT 1),"
        " (SELECT organisation.name FROM orgs_organisation AS organisation WHERE organisation.id = {number}))"
    ).format(number=number)


def _answers(kind: LogKind, questionnaire: Questionnaire) -> Iterator[ViewColumn]:
    words = Words(questionnaire)
    asked = _asked_when(questionnaire, words)
    for name, sql_type, labels, text in answer_fields(questionnaire):
        if name in _SPINE or name in kind.reference_columns:
            continue
        label = questionnaire.label(name)
        means = tuple(word for place in questionnaire.by_field.get(name, ()) for word in (label, place.ask))
        comment = " ".join(filter(None, [f"{label}.".replace("..", ".").replace("?.", "?"), asked.get(name, "")]))
        value: sql.Composable = sql.SQL("(log.answers ->> {})::{}").format(sql.Literal(name), sql.SQL(sql_type))
        if AGE.fullmatch(name):
            yield ViewColumn(f"{name}_band", "text", _banded(value), f"{comment} In bands.", means=means)
        elif name.endswith(POSTCODE) and text:
            district = sql.SQL("NULLIF(split_part(log.answers ->> {}, ' ', 1), '')").format(sql.Literal(name))
            yield ViewColumn(
                f"{name.removesuffix('_full')}_district", "text", district, f"{comment} District only.", means=means
            )
        elif not text:
            column = ViewColumn(name, sql_type, value, comment, labels, means)
            yield column
            if labels:
                yield label_of(column)
            elif name in AREAS:
                yield _area_name(column)


def _asked_when(questionnaire: Questionnaire, words: Words) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for subsection, group, question in questionnaire.placements():
        for name in question.fields:
            found.setdefault(name, []).append(words.route(subsection, group, question))
    return {
        name: "" if "always" in routes else f"Asked when {' or '.join(dict.fromkeys(routes))}; empty otherwise."
        for name, routes in found.items()
    }


def answer_fields(questionnaire: Questionnaire) -> Iterator[tuple[str, str, Mapping[Any, str], bool]]:
    """Every field of a year in order: name, SQL type, labels by code, and whether it is text that somebody typed."""
    for name, placements in questionnaire.by_field.items():
        labels: dict[Any, str] = {}
        for question in placements:
            if question.kind is Kind.CHECKBOXES:
                labels = {0: "No", 1: "Yes"}
            else:
                labels |= {code: label for code, label in question.label_of.items() if code not in labels}
        typed = placements[0].kind in (Kind.TEXT, Kind.ADDRESS)
        yield name, _type_of(placements[0]), labels, typed
    for name, stored in questionnaire.stored.items():
        if name not in questionnaire.by_field:
            yield name, SQL_TYPES[stored.type], stored.options, stored.type == "text" and not stored.options
    for name in sorted(questionnaire.confirm_fields):
        yield name, "bigint", {0: "Confirmed", 1: "Not confirmed"}, False


def _type_of(question: Question) -> str:
    if question.kind in (Kind.NUMBER, Kind.TOTAL):
        return "bigint" if question.whole else "numeric"
    if question.kind is Kind.DATE:
        return "date"
    if question.kind is Kind.CHECKBOXES or question.options_from in KEPT_AS_NUMBERS:
        return "bigint"
    whole = bool(question.codes) and all(type(code) is int for code in question.codes)
    return "bigint" if whole else "text"


def label_of(column: ViewColumn) -> ViewColumn:
    """The column beside one with codes."""
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(code), sql.Literal(label))
        for code, label in column.labels.items()
    )
    value = sql.SQL("CASE {} {} END").format(column.value, cases)
    return ViewColumn(
        f"{column.name}_label", "text", value, f"Label of {column.name} in this year.", means=column.means
    )


def _banded(age: sql.Composable) -> sql.Composable:
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} < {} THEN {}").format(age, sql.Literal(below), sql.Literal(band))
        for below, band in (*AGE_BANDS, *OLDER_BANDS)
    )
    return sql.SQL("CASE WHEN {age} IS NULL THEN NULL {cases} ELSE {oldest} END").format(
        age=age, cases=cases, oldest=sql.Literal(OLDEST)
    )


def _area_name(column: ViewColumn) -> ViewColumn:
    value = sql.SQL("(SELECT area.name FROM orgs_localauthority AS area WHERE area.code = {} ORDER BY area.id LIMIT 1)")
    return ViewColumn(f"{column.name}_label", "text", value.format(column.value), f"Name of the area {column.name}.")
