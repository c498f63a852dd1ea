"""Look-ups that Django has none for."""

# Names of tables and columns are those of models, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Field, Lookup


@dataclass(frozen=True)
class Wanted:
    """Columns of one table, and the combinations of values to be found there; blank text is never found."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, columns: Iterable[str], values: Iterable[Iterable[Any]]) -> Wanted:
        """Each combination once, in any order."""
        return cls(tuple(columns), tuple(dict.fromkeys(map(tuple, values))))


@Field.register_lookup
class Having(Lookup):
    """`pk__having=Wanted(…)`: rows that have one of many combinations of values, each found in the index.

    A condition on each column, or an array of values, leaves the way to the planner: by what it knows of the table it
    may read all rows, or all of an organisation. Here each combination is looked for by itself (OFFSET 0 keeps it
    so), and only the rows found meet the other conditions of the query: the time depends on how many are wanted, not on
    how many rows there are. An index has to begin with the columns, and no other with one of them: where the planner
    believes that one column says enough, it takes that.
    """

    lookup_name = "having"
    prepare_rhs = False
    rhs: Wanted

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL of the comparison: a constant array of keys, from a subquery that stands by itself."""
        left, params = self.process_lhs(compiler, connection)
        quote, model = connection.ops.quote_name, self.lhs.output_field.model
        fields = [model._meta.get_field(name) for name in self.rhs.columns]
        names = [quote(field.column) for field in fields]
        arrays = ", ".join(f"%s::{_type_of(field, connection)}[]" for field in fields)
        same = [f"sought.{name} = wanted.{name}" for name in names]
        # Said although it follows: indexes that leave blank text out are only used when it is.
        same += [f"sought.{name} <> ''" for name, field in zip(names, fields, strict=True) if _is_text(field)]
        key = quote(self.lhs.output_field.column)
        sql = (
            f"{left} = ANY(ARRAY(SELECT found.{key} FROM unnest({arrays}) AS wanted ({', '.join(names)})"
            f" CROSS JOIN LATERAL (SELECT sought.{key} FROM {quote(model._meta.db_table)} AS sought"
            f" WHERE {' AND '.join(same)} OFFSET 0) AS found))"
        )
        sent = [[field.get_prep_value(row[at]) for row in self.rhs.values] for at, field in enumerate(fields)]
        return sql, (*params, *sent)


def _is_text(field: Any) -> bool:
    return isinstance(field, CharField)


def _type_of(field: Any, connection: Any) -> str:
    """Text without the length of the column: a longer value is not shortened until it fits."""
    return "text" if _is_text(field) else str(field.cast_db_type(connection))
