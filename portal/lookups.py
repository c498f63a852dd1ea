"""Look-ups that Django has none for."""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class Among(Lookup):
    """`name__among=[…]`: one of many values, sent as one array.

    `in` sends a parameter for each, and writing those out takes longer than the database needs to find the rows.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        """Each value as the column has it."""
        field = self.lhs.output_field
        return [field.get_prep_value(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL of the comparison."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::{self.lhs.output_field.cast_db_type(connection)}[])", (*params, self.rhs)
