"""Derivations run again only for what they say they read, so what they say has to be all."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.deriving import DerivationSteps
from portal.questionnaire.evaluation import parse
from tests.portal.questionnaire.test_properties import for_all, plausible, search
from tests.portal.questionnaire.worlds import setting


class Recording(Answers):
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
    for step in place.program.steps.steps:
        before = dict(typed)
        log = Recording(typed)
        step.run(log, context)
        assert log.read <= set(step.reads), step.run.__name__
        assert {name for name, value in log.items() if before.get(name) != value} <= set(step.sets), step.run.__name__
        typed = Answers(log)


def _chain() -> DerivationSteps:
    """Three derivations in an unlucky order: each follows from the one declared after it."""
    steps = Derivations()
    for name, source in (("third", "second"), ("second", "first"), ("first", "given")):

        @steps.derivation(reads=[source], sets=[name])
        def follow(log: Answers, context: Any, name: str = name, source: str = source) -> None:
            """The same as the one that it reads."""
            log[name] = log[source]

    return DerivationSteps(steps, 2026)


def test_what_was_read_too_early_is_read_again() -> None:
    following, log = _chain(), Answers(given=1)
    changed, again = following.derive(log, None)
    assert changed == ["first"]
    rounds = []
    while again:
        rounds.append(sorted(again))
        _, again = following.derive_again(again, log, None, set())
    assert rounds == [[1], [0]]
    assert log["third"] == 1


def test_who_comes_later_has_the_last_word_also_when_run_again() -> None:
    steps = Derivations()

    @steps.derivation(reads=["known"], sets=["area"])
    def without(log: Answers, context: Any) -> None:
        """Nothing is worked out from what is not known."""
        log["area"] = False

    @steps.derivation(reads=["found"], sets=["area", "known"])
    def neither(log: Answers, context: Any) -> None:
        """Without a place there is no area at all."""
        log["area"] = log["known"] = None

    following, log, spared = DerivationSteps(steps, 2026), Answers(known=1, area=True), set[str]()
    _, again = following.derive(log, None)
    assert again == {0}
    _, again = following.derive_again(again, log, None, spared)
    assert (again, log["area"], "area" in spared) == (frozenset(), None, True)


def test_only_what_looks_at_a_change_runs_again() -> None:
    assert _chain().lookers(["given"]) == {2}
    assert _chain().lookers(["third"]) == {0}
    assert _chain().lookers(["nothing of theirs"]) == frozenset()


@for_all
@search
@given(data=st.data())
def test_reactions_that_look_back_leave_new_logs_alone(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    context = place.world.context(place.at)
    typed, _ = parse(place.program, data.draw(plausible(place)))
    log, changes = Answers(typed), Changes({}, typed)
    for step in place.program.steps.looking_back:
        step.run(log, changes, context)
        assert {name: value for name, value in log.items() if value is not None} == {
            name: value for name, value in typed.items() if value is not None
        }, step.run.__name__
