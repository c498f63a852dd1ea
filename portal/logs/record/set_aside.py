"""Answers that a log loses to another questionnaire are set aside, and come back when their question is asked again.

They are lost although nobody changed what their question depends on: the date moved the log to another year, or a new
version does not ask. Nobody is asked to type them a second time, and what was answered anew stays as it was answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from portal.logs.answers_json import plain
from portal.logs.contexts import Contexts
from portal.logs.record.verdicts import Merged, carried_between, judge_in
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.evaluation import Evaluation, parse

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context


Judged = tuple[Merged, Evaluation]


def with_returned(judged: Sequence[Judged], contexts: Contexts) -> list[Judged]:
    """The changes with the answers put back whose questions are asked again; what would break a rule stays aside."""
    waiting = [_waiting(each, evaluation) for each, evaluation in judged]
    if not any(waiting):
        return list(judged)
    pairs = [(Answers({**each.answers, **some}), each.stored) for (each, _), some in zip(judged, waiting, strict=True)]
    context = contexts.of_many(pairs)
    return [_put_back(one, some, context) if some else one for one, some in zip(judged, waiting, strict=True)]


def _waiting(merged: Merged, evaluation: Evaluation) -> Answers:
    """Answers set aside that the questionnaire of the change can take, by their names in it."""
    log = merged.change.log
    found = Answers()
    for name, kept in log.set_aside.items():
        program = log.kind.program(kept["year"], kept["version"])
        answers = parse(program, {name: kept["value"]})[0]
        for target, value in carried_between(log.kind, program, merged.program, answers).answers.items():
            free = evaluation.answers[target] is None and target not in merged.sent
            if value is not None and free and target in merged.program.questionnaire.by_field:
                found.setdefault(target, value)
    return found


def _put_back(judged: Judged, waiting: Mapping[str, Any], context: Context) -> Judged:
    """All at once; where that breaks something, each by itself. What nothing asks is cleared by the verdict."""
    merged, evaluation = judged
    for some in (waiting, *({name: value} for name, value in waiting.items())):
        attempt = replace(merged, answers=Answers({**merged.answers, **some}))
        verdict = judge_in(attempt, context)
        back = [name for name in some if verdict.answers[name] is not None and evaluation.answers[name] is None]
        others = verdict.cleared.keys() - evaluation.cleared.keys() - some.keys()
        if not back or others or verdict.errors.keys() - evaluation.errors.keys():
            continue
        messages = [f"“{merged.program.questionnaire.label(name)}” has its earlier answer again." for name in back]
        answers = Answers({**merged.answers, **{name: some[name] for name in back}})
        verdict.messages = [*evaluation.messages, *messages]
        verdict.cleared = {name: one for name, one in verdict.cleared.items() if name not in some}
        merged, evaluation = replace(merged, answers=answers), verdict
        if some is waiting:
            break
    return merged, evaluation


def set_aside(merged: Merged, evaluation: Evaluation) -> dict[str, Any]:
    """What the log keeps aside after the change: what it lost now besides what still waits."""
    log, date_field = merged.change.log, merged.program.questionnaire.date_field
    found = {name: kept for name, kept in log.set_aside.items() if evaluation.answers[name] is None}
    before, after = (log.collection_year, log.questionnaire_version), (merged.program.year, merged.program.version)
    if not log.pk or log.collection_year is None or before == after:
        return found
    for name, cleared in evaluation.cleared.items():
        first = merged.carried.names.get(name, name)
        value = merged.stored[first]
        kept_elsewhere = first in log.kind.reference_columns or set(cleared.because) - {date_field}
        if kept_elsewhere or is_blank(value) or first in merged.sent:
            continue
        found[first] = {"value": plain(value), "year": before[0], "version": before[1]}
    return found
