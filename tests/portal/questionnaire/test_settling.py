"""Derivations run again only for what they say they read, so what they say has to be all."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.evaluation import parse
from portal.questionnaire.settling import Following
from tests.portal.questionnaire.test_properties import for_all, plausible, search
from tests.portal.questionnaire.worlds import setting


class Watched(Answers):
    """Answers that remember which of them were looked at, and which were given another value."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().get(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


@for_all
@search
@given(data=st.data())
def test_derivations_say_all_that_they_read_and_set(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    context = place.world.context(place.at)
    typed, _ = parse(place.program, data.draw(plausible(place)))
    context.changes = Changes({}, typed)
    for step in place.program.following.steps:
        before = dict(typed)
        log = Watched(typed)
        step.run(log, context)
        assert log.read <= {*step.reads, *step.sets}, step.run.__name__
        assert {name for name, value in log.items() if before.get(name) != value} <= set(step.sets), step.run.__name__
        typed = Answers(log)


def _chain() -> Following:
    """Three derivations in an unlucky order: each follows from the one declared after it."""
    steps = Derivations()
    for name, source in (("third", "second"), ("second", "first"), ("first", "given")):

        @steps.derivation(reads=[source], sets=[name])
        def follow(log: Answers, context: Any, name: str = name, source: str = source) -> None:
            """The same as the one that it reads."""
            log[name] = log[source]

    return Following(steps, 2026)


def test_what_was_looked_at_too_early_is_looked_at_again() -> None:
    following, log = _chain(), Answers(given=1)
    changed = following.run_all(log, Changes({}, log), None)
    assert changed == ["first"]
    rounds = []
    again = following.again_after_all(changed)
    while again:
        rounds.append(sorted(again))
        again = following.again_after(following.run(again, log, None)) - again
    assert rounds == [[1], [0]]
    assert log["third"] == 1


def test_only_what_looks_at_a_change_runs_again() -> None:
    assert _chain().again_after(["given"]) == {2}
    assert _chain().again_after(["third"]) == {0}
    assert _chain().again_after(["nothing of theirs"]) == frozenset()
