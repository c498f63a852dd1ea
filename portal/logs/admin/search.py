"""Searching logs the way people look for them, with indexes that answer at millions of logs."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, ForeignKey, Lookup, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT

from portal.parameters import record_id

MOST_EXACT = 200
# Shorter texts have no trigram of their own, so they are looked for where codes begin.
SHORTEST_INSIDE = 3
_ESCAPED = re.compile(r"([\\%_])")
_INWARD = re.compile(r"\d[A-Z]{0,2}")


class _Comparison(Lookup):
    """A comparison that Django has no lookup for; `sql` says it with places for both sides."""

    prepare_rhs = False
    sql = ""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL of the comparison."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return self.sql.format(left, right), (*left_params, *right_params)


@CharField.register_lookup
@TextField.register_lookup
class ILike(_Comparison):
    """A pattern in any case. `icontains` compares upper-cased text, which the trigram indexes do not know."""

    lookup_name = "ilike"
    sql = "{} ILIKE {}"


@ForeignKey.register_lookup
class AnyOf(_Comparison):
    """One of the ids of a subquery that is run once, so that it can stand beside other indexed conditions."""

    lookup_name = "any_of"
    sql = "{} = ANY({})"


def search_logs(
    queryset: QuerySet[Any], term: str, columns: tuple[str, ...], *, ordered: bool = False
) -> QuerySet[Any]:
    """The log's number exactly ("log 12" too), codes, addresses, postcodes in part; exact hits first (docs/domain/organisations.md#7.2).

    The first line of the address stands among the answers, with an index of its own.

    `ordered` keeps the order that the person has chosen for the list.
    """
    text = " ".join(term.replace("\x00", "").split())
    if not text:
        return queryset
    queryset = queryset.alias(address=KT("answers__address_line1"))
    number = text.lower().removeprefix("log").removeprefix("#").strip()
    by_number = Q(pk=record_id(number))
    exact, inside = by_number, by_number
    for column in columns:
        for wanted in _postcodes(text) if "postcode" in column else (text,):
            pattern = _escape(wanted)
            exact |= _like(queryset.model, column, pattern)
            inside |= _like(queryset.model, column, f"%{pattern}%" if len(text) >= SHORTEST_INSIDE else f"{pattern}%")
    found = queryset.filter(inside)
    if ordered:
        return found
    first = list(queryset.filter(exact).order_by("-pk").values_list("pk", flat=True)[:MOST_EXACT])
    if not first:
        return found.order_by("-pk")
    return found.order_by(Case(When(by_number, then=0), When(pk__in=first, then=1), default=Value(2)), "-pk")


def _like(model: Any, column: str, pattern: str) -> Q:
    """A condition on a column of the log, or of a record that the log refers to (location__postcode)."""
    reference, _, field = column.partition("__")
    if not field:
        return Q(**{f"{column}__ilike": pattern})
    others = model._meta.get_field(reference).related_model.objects.filter(**{f"{field}__ilike": pattern})
    return Q(**{f"{reference}__any_of": ArraySubquery(others.order_by().values("pk"))})


def _escape(text: str) -> str:
    """Text that stands for itself in a pattern."""
    return _ESCAPED.sub(r"\\\1", text)


def _postcodes(text: str) -> tuple[str, ...]:
    """A postcode or part of one as it may be stored, however its space was typed: LS11U is part of LS1 1UR."""
    compact = text.replace(" ", "").upper()
    if not compact.isalnum() or len(compact) > 8:
        return (text,)
    split = [
        f"{compact[:at]} {compact[at:]}" for at in range(1, len(compact)) if _INWARD.fullmatch(compact, at) is not None
    ]
    return (compact, *split)
