"""Programs with all their rules, a world around them, and complete logs to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from portal.clock import LONDON
from portal.logs.kinds import kind_named
from portal.management.sample_worlds import sample_world
from portal.questionnaire.evaluation import Evaluation, evaluate
from portal.questionnaire.program import Program
from tests.reference_cases.paths import RANGES, cases

YEARS = [("lettings", 2025), ("lettings", 2026), ("sales", 2025), ("sales", 2026)]


@dataclass(frozen=True)
class Setting:
    """One kind and year: its program, its world and complete logs."""

    program: Program
    world: Any
    at: datetime
    logs: Mapping[str, Mapping[str, Any]]

    def judge(self, answers: Mapping[str, Any], previous: Mapping[str, Any] | None = None) -> Evaluation:
        """Evaluate in a context of its own."""
        return evaluate(self.program, answers, self.world.context(self.at), previous)


@cache
def setting(log_type: str, year: int) -> Setting:
    """The setting of one kind and year."""
    content = json.loads(
        cases(f"{log_type}_rule_vectors.json").read_text(encoding="utf-8"),
        parse_float=Decimal,
    )
    world = sample_world(log_type, RANGES, year)
    always = {"owning_organisation_id": "A", "managing_organisation_id": "A", "assigned_to_id": "uA"}
    logs = {
        name: world.resolve({**always, **log})
        for name, log in content["fixtures"][str(year)].items()
        if name != "empty"
    }
    at = datetime(year, 8, 5, 12, tzinfo=LONDON)
    return Setting(kind_named(log_type).program(year), world, at, logs)
