"""A chunk comes out as its rows would one by one: rows, history, and what is refused, whatever is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django.db import transaction

from portal.logs.record import LogChange, Recorded, record_answers, record_many
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import COMPLETE, recorded, whose

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
VALUES = st.sampled_from([None, "", "0", "1", "2", "3", "10", "99", "97.50", "no number", "2026-06-01", "2025-06-01"])


def some_changes(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """A few answers changed in any way, right or wrong, and now and then one that does not exist."""
    names = st.sampled_from([*COMPLETE[kind][1], "hhmemb", "beds", "unheard_of"])
    return st.dictionaries(names, VALUES, max_size=4)


ROWS = st.fixed_dictionaries({"new": st.booleans(), "seen": st.booleans(), "ask_first": st.booleans()})


def in_words(results: Sequence[Recorded], logs: Sequence[Any]) -> list[Any]:
    """All that a save leaves behind, apart from the numbers of new logs."""
    said: list[Any] = []
    for result, log in zip(results, logs, strict=True):
        rows: list[Any] = []
        if result.log.pk:
            fresh = type(log).objects.get(pk=result.log.pk)
            columns = [field.attname for field in fresh._meta.concrete_fields if field.name != "id"]
            rows.append({name: getattr(fresh, name) for name in columns})
            tracked = [f.attname for f in fresh.history.model.tracked_fields if f.attname != "id"]
            tracked += ["changes", "history_date", "history_type", "history_user_id", "history_change_reason"]
            rows += [{name: getattr(told, name) for name in tracked} for told in fresh.history.order_by("history_id")]
        conflicts = [(one.field, one.yours, one.theirs) for one in result.conflicts]
        said.append((result.saved, result.errors, conflicts, result.to_clear, result.changes, rows))
    return said


def taken_back(work: Callable[[], list[Any]]) -> list[Any]:
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("kind", list(COMPLETE))
def test_a_chunk_is_its_rows_one_by_one(kind: str) -> None:
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    model, answers = COMPLETE[kind]
    stored = [recorded(kind, person) for _ in range(4)]

    @settings(max_examples=12)
    @given(st.lists(st.tuples(ROWS, some_changes(kind)), min_size=1, max_size=4))
    def compare(rows: list[tuple[dict[str, bool], dict[str, Any]]]) -> None:
        def wanted() -> list[LogChange]:
            made = []
            for number, (row, changes) in enumerate(rows):
                log = model() if row["new"] else model.objects.get(pk=stored[number].pk)
                sent = {**whose(person), **answers, **changes} if row["new"] else changes
                seen = dict.fromkeys(list(changes)[:2], "1") if row["seen"] else None
                made.append(LogChange(log, sent, seen, frozenset() if row["ask_first"] else None))
            return made

        def together() -> list[Any]:
            chunk = wanted()
            return in_words(record_many(chunk, actor=person), [each.log for each in chunk])

        def one_by_one() -> list[Any]:
            results = [
                record_answers(
                    log=each.log,
                    changes=each.changes,
                    seen=each.seen,
                    agreed_to_clear=each.agreed_to_clear,
                    actor=person,
                )
                for each in wanted()
            ]
            return in_words(results, [result.log for result in results])

        assert taken_back(together) == taken_back(one_by_one)

    compare()
