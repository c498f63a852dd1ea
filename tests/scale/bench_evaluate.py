"""How fast is one evaluation of a complete log, compared with pydantic validating the same flat document?

Pydantic only reads 154 values; the engine reads them, derives, clears, holds all rules against them and finds how
far each subsection is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, create_model

from lettings.kind import LETTINGS
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import Status, evaluate
from portal.questionnaire.program import Program
from sales.kind import SALES
from tests.scale.complete_logs import LETTING, SALE, letting_context, sale_context

FIELDS = 154
LEAST_RATE = 2_000
MOST_RATIO = {"lettings 2026": 20, "sales 2026": 16}  # reached on two cores: 14.5-18.2 and 12.5-13.8; aimed at: 12
SECONDS = 2.0
ROUNDS = 40  # short ones, of which the best of each counts: other programs disturb some of them


def flat_model(program: Program, log: Mapping[str, str]) -> type[BaseModel]:
    """A pydantic model of 154 fields: those that the log answers, then others of the questionnaire."""
    questions = program.questionnaire.by_field
    names = list(dict.fromkeys([*log, *questions, *program.known_fields]))[:FIELDS]
    fields: dict[str, Any] = {}
    for name in names:
        fields[name] = ((_type_of(questions[name][0]) if name in questions else str) | None, None)
    return create_model("Flat", **fields)


def _type_of(question: Question) -> type:
    if question.kind is Kind.DATE:
        return date
    if question.kind in (Kind.NUMBER, Kind.TOTAL):
        return int if question.whole else Decimal
    if question.kind is Kind.CHECKBOXES or (question.codes and all(type(code) is int for code in question.codes)):
        return int
    return str


def seconds_each(run: Callable[[], Any]) -> float:
    """Processor seconds for one call: what one core does, whatever else the machine is doing."""
    number = 0
    start = time.process_time()
    end = start + SECONDS / ROUNDS
    while (stop := time.process_time()) < end:
        for _ in range(20):
            run()
        number += 20
    return (stop - start) / number


def measure(name: str, program: Program, log: Mapping[str, Any], context: Any) -> bool:
    """Measure both in turn, so that a busy machine slows both; print the best of each; say whether the bar holds."""
    result = evaluate(program, log, context)
    if result.status is not Status.COMPLETED:
        raise SystemExit(f"{name}: not complete: {result.missing}, {result.errors}, {result.warnings}")
    model = flat_model(program, log)
    log = {name: log.get(name) for name in model.model_fields}
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        ours.append(seconds_each(lambda: evaluate(program, log, context)))
        theirs.append(seconds_each(lambda: model.model_validate(log)))
    ratio, rate = min(ours) / min(theirs), 1 / min(ours)
    print(f"evaluate {name}: {rate:,.0f} logs/s, {min(ours) * 1e6:,.0f} us, ratio {ratio:.1f} x pydantic")
    return rate >= LEAST_RATE and ratio <= MOST_RATIO[name]


def main() -> int:
    """Run both; exit 1 when the bar is missed."""
    good = [
        measure("lettings 2026", LETTINGS.program(2026), LETTING, letting_context()),
        measure("sales 2026", SALES.program(2026), SALE, sale_context()),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
