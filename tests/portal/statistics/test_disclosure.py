"""An attacker with the table, its totals and every filter learns of no suppressed figure more than it may."""

from __future__ import annotations

import random

import pytest

from portal.statistics.disclosure import HIDDEN, LOW, SUPPRESSED, ZERO, Column, Member, Rules, protect

EXACT = Rules(threshold=5, rounding=1)
"""The worst case: an attacker who is told exact figures."""
INFINITE = 10**9
Key = tuple[str, str | None]


def table(source: random.Random) -> dict[str, dict[str, int]]:
    """Members to counts by row, with many small figures."""
    rows, members = source.randint(1, 8), source.randint(1, 6)
    largest = source.choice([3, 6, 12, 40])
    return {
        f"m{member}": {
            f"r{row}": source.choice([0, source.randint(0, 4), source.randint(0, largest)]) for row in range(rows)
        }
        for member in range(members)
    }


def published(members: dict[str, dict[str, int]], rest: dict[str, int] | None) -> dict[str | None, Column]:
    """Everything that anybody can be shown of a table: all logs, and each member that a filter names."""
    rows = next(iter(members.values()))
    totals = {row: sum(counts[row] for counts in members.values()) for row in rows}
    alone, rests = rest is None, rest or {}
    columns: dict[str | None, Column] = {None: protect(totals, rules=EXACT, rest=sum(rests.values()), alone=alone)}
    for name, counts in members.items():
        member = Member(counts, lambda row: [counts[row] for counts in members.values()])
        columns[name] = protect(totals, member, rules=EXACT, rest=rests.get(name, 0), alone=alone)
    return columns


def equations(columns: dict[str | None, Column], with_rest: bool) -> list[tuple[Key, list[Key]]]:
    """What an attacker knows of how figures hang together: each is the sum of others."""
    names = [member for member in columns if member]
    rows = list(columns[None].cells)
    found: list[tuple[Key, list[Key]]] = [((row, None), [(row, member) for member in names]) for row in rows]
    parts = [*rows, "rest"] if with_rest else rows
    if with_rest:
        found.append((("rest", None), [("rest", member) for member in names]))
    for member in (None, *names):
        found.append((("total", member), [(row, member) for row in parts]))
    found.append((("total", None), [("total", member) for member in names]))
    return found


def bounds(columns: dict[str | None, Column], with_rest: bool) -> dict[Key, list[int]]:
    """What follows for each figure, by looking at every equation again until nothing more is learned."""
    known: dict[Key, list[int]] = {}
    for member, column in columns.items():
        for row, figure in [*column.cells.items(), ("total", column.total)]:
            known[row, member] = [0, INFINITE] if figure.value is None else [figure.value, figure.value]
        if with_rest:
            known["rest", member] = [0, INFINITE]
    moved = True
    while moved:
        moved = False
        for whole, parts in equations(columns, with_rest):
            for sums, one, others in [(True, whole, parts), *((False, part, parts) for part in parts)]:
                low, high = known[one]
                rest = [known[other] for other in others if sums or other != one]
                if sums:
                    least, most = sum(each[0] for each in rest), sum(each[1] for each in rest)
                else:
                    least = known[whole][0] - sum(each[1] for each in rest)
                    most = known[whole][1] - sum(each[0] for each in rest)
                if max(low, least) > low or min(high, most) < high:
                    known[one] = [max(low, least), min(high, most)]
                    moved = True
    return known


@pytest.mark.parametrize("with_rest", [False, True])
def test_the_attacker_learns_nothing_of_1000_tables(with_rest: bool) -> None:
    source, suppressed = random.Random(7), 0
    for number in range(1_000):
        members = table(source)
        rest = {member: source.choice([0, 3, 20, 200]) for member in members} if with_rest else None
        columns = published(members, rest)
        for (row, member), (low, high) in bounds(columns, with_rest).items():
            if row in ("total", "rest") or columns[member].cells[row].value is not None:
                continue
            true = members[member][row] if member else sum(counts[row] for counts in members.values())
            assert high - low >= 2 * EXACT.threshold, (number, row, member, members)
            if true < EXACT.threshold:  # others only keep these company
                suppressed += 1
                assert low == 0, (number, row, member, members)
    assert suppressed > 3_000


def test_nothing_small_is_ever_given() -> None:
    source = random.Random(11)
    for _ in range(300):
        members = table(source)
        for member, column in published(members, None).items():
            for row, figure in column.cells.items():
                true = members[member][row] if member else sum(counts[row] for counts in members.values())
                assert figure.value in (None, true)
                if 0 < true < EXACT.threshold:
                    assert figure == HIDDEN
                if not true:
                    assert figure.value == 0


def test_large_figures_are_given() -> None:
    members = {"a": {"x": 100, "y": 50}, "b": {"x": 3, "y": 70}, "c": {"x": 40, "y": 10}}
    columns = published(members, None)
    assert {row: str(figure) for row, figure in columns[None].cells.items()} == {"x": "143", "y": "130"}
    assert str(columns["a"].total) == "150"
    assert [str(columns[member].cells["x"]) for member in "abc"] == ["100", SUPPRESSED, SUPPRESSED]
    assert [str(columns[member].total) for member in "bc"] == [SUPPRESSED, SUPPRESSED]


def test_marks_are_different() -> None:
    rules = Rules(threshold=2, rounding=5)
    column = protect({"none": 0, "low": 4, "few": 3, "many": 1_233, "one": 1}, rules=rules)
    assert {row: str(figure) for row, figure in column.cells.items()} == {
        "none": ZERO,
        "low": "5",
        "few": SUPPRESSED,
        "many": "1,235",
        "one": SUPPRESSED,
    }
    assert str(rules.figure(2)) == LOW
    assert len({ZERO, LOW, SUPPRESSED}) == 3
