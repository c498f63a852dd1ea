"""Typed SQL views of logs, one per kind and year, for statisticians: `lettings_2026`, `sales_2025`.

A view has the log's own columns, then one column for each field of the year's questionnaire in the order of the
questionnaire, and `<field>_label` beside every field with codes. Names and labels come from questionnaires, so every
one of them is quoted as an identifier or as a literal by PostgreSQL's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from psycopg import sql

from django.db import connection, transaction

from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.logs.status import LogStatus
from portal.questionnaire.document import Kind, Question, Questionnaire
from portal.questionnaire.parsing import KEPT_AS_NUMBERS

LONGEST_NAME = 63  # PostgreSQL cuts longer identifiers
SPINE = (
    "id",
    "status",
    "collection_year",
    "owning_organisation_id",
    "managing_organisation_id",
    "assigned_to_id",
    "created_by_id",
    "created_at",
    "updated_at",
    "bulk_upload_id",
)
_SQL_TYPES = {"integer": "bigint", "decimal": "numeric", "boolean": "boolean", "text": "text", "date": "date"}


def view_names() -> list[str]:
    """The names of all views."""
    return [f"{kind.log_type}_{year}" for kind in kinds() for year in kind.years]


def create_views() -> list[str]:
    """Make the views of every kind and year anew, in one transaction; gives back their names."""
    with transaction.atomic(), connection.cursor() as cursor:
        drop_views()
        for kind in kinds():
            for year in kind.years:
                cursor.execute(view_statement(kind, kind.program(year).questionnaire))
    return view_names()


def drop_views() -> None:
    """Take the views away: PostgreSQL refuses to change the type of a column that a view shows."""
    with connection.cursor() as cursor:
        for name in view_names():
            cursor.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(name)))


def view_statement(kind: LogKind, questionnaire: Questionnaire) -> sql.Composed:
    """The statement that creates the view of one year."""
    columns = [*_spine_columns(), *_answer_columns(kind, questionnaire)]
    return sql.SQL(
        "CREATE VIEW {view} AS SELECT {columns} FROM {table} AS log "
        "WHERE log.collection_year = {year} AND log.status IN ({statuses})"
    ).format(
        view=sql.Identifier(f"{kind.log_type}_{questionnaire.year}"),
        columns=sql.SQL(", ").join(columns),
        table=sql.Identifier(kind.model._meta.db_table),
        year=sql.Literal(questionnaire.year),
        statuses=sql.SQL(", ").join(
            sql.Literal(int(status)) for status in (LogStatus.NOT_STARTED, LogStatus.IN_PROGRESS, LogStatus.COMPLETED)
        ),
    )


def _spine_columns() -> Iterator[sql.Composable]:
    for name in SPINE:
        yield sql.SQL("log.{name}").format(name=sql.Identifier(name))
    labels = {int(status): str(status.label) for status in LogStatus}
    yield _labelled(sql.SQL("log.status"), labels, "status_label")


def _answer_columns(kind: LogKind, questionnaire: Questionnaire) -> Iterator[sql.Composable]:
    for name, sql_type, labels in answer_fields(questionnaire):
        if name in SPINE:
            continue
        if name in kind.reference_columns:
            value: sql.Composable = sql.SQL("log.{}").format(sql.Identifier(kind.reference_columns[name]))
        else:
            value = sql.SQL("(log.answers ->> {name})::{type}").format(name=sql.Literal(name), type=sql.SQL(sql_type))
        yield sql.SQL("{value} AS {name}").format(value=value, name=sql.Identifier(name))
        if labels:
            yield _labelled(value, labels, f"{name}_label")


def answer_fields(questionnaire: Questionnaire) -> Iterator[tuple[str, str, Mapping[Any, str]]]:
    """Every field of a year: its name, its SQL type and its labels by code, in order of the questionnaire."""
    for name, placements in questionnaire.by_field.items():
        labels: dict[Any, str] = {}
        for question in placements:
            if question.kind is Kind.CHECKBOXES:
                labels = {0: "No", 1: "Yes"}
            else:
                labels |= {code: label for code, label in question.label_of.items() if code not in labels}
        yield name, _type_of(placements[0]), labels
    for name, stored in questionnaire.stored.items():
        if name not in questionnaire.by_field:
            yield name, _SQL_TYPES[stored.type], stored.options
    for name in sorted(questionnaire.confirm_fields):
        yield name, "bigint", {0: "Confirmed", 1: "Not confirmed"}


def _type_of(question: Question) -> str:
    if question.kind in (Kind.NUMBER, Kind.TOTAL):
        return "bigint" if question.whole else "numeric"
    if question.kind is Kind.DATE:
        return "date"
    if question.kind is Kind.CHECKBOXES or question.options_from in KEPT_AS_NUMBERS:
        return "bigint"
    whole = bool(question.codes) and all(type(code) is int for code in question.codes)
    return "bigint" if whole else "text"


def _labelled(value: sql.Composable, labels: Mapping[Any, str], name: str) -> sql.Composed:
    if len(name.encode()) > LONGEST_NAME:
        raise ValueError(f"the column name {name} is longer than PostgreSQL keeps")
    return sql.SQL("CASE {value} {cases} END AS {name}").format(
        value=value,
        cases=sql.SQL(" ").join(_cases(labels.items())),
        name=sql.Identifier(name),
    )


def _cases(labels: Iterable[tuple[Any, str]]) -> Iterator[sql.Composed]:
    for code, label in labels:
        yield sql.SQL("WHEN {} THEN {}").format(sql.Literal(code), sql.Literal(label))
