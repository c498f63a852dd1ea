"""What a merge would do: the steps that a dry run shows are the steps that are carried out."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import User
from orgs.merges.facts import MergeFacts
from orgs.merges.step import Step, steps_for
from orgs.models import MergeRequest
from orgs.relations import Event, unnamed
from portal.clock import today
from portal.words import day_in_words


@dataclass
class MergePlan:
    """Built from the data as they are now; building changes nothing."""

    request: MergeRequest
    facts: MergeFacts | None
    steps: list[Step] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def totals(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        for step in self.steps:
            totals |= step.totals()
        return totals

    def summary(self) -> list[dict[str, object]]:
        return [{"title": step.title, "lines": step.lines()} for step in self.steps]


MISSING = {
    "absorbing_organisation": "Say which organisation takes over the others.",
    "merge_date": "Enter the date of the merge.",
    "existing_absorbing_organisation": "Say whether that organisation existed before the merge.",
    "merging_organisations": "Add the organisations that merge.",
}


def build_plan(request: MergeRequest, actor: User | None = None) -> MergePlan:
    missing = request.missing_answers
    if missing:
        return MergePlan(request, None, problems=[MISSING[name] for name in missing])
    facts = MergeFacts.of(request, actor)
    return MergePlan(request, facts, steps_for(facts), _problems(request, facts))


def _problems(request: MergeRequest, facts: MergeFacts) -> list[str]:
    absorber = facts.absorber
    problems = []
    if left_behind := unnamed(Event.MERGE):
        problems.append(f"Nobody has said what a merge does to {', '.join(left_behind)}, so no merge can start.")
    if not absorber.agreement_signed:
        problems.append(f"{absorber} has not confirmed the data sharing agreement.")
    if facts.day > today():
        problems.append(f"The merge can start on {day_in_words(facts.day)}, not before.")
    if absorber.discarded_at or not absorber.active:
        problems.append(f"{absorber} is not active.")
    if absorber.absorbing_organisation_id:
        problems.append(f"{absorber} has itself merged into another organisation.")
    for organisation in facts.merging:
        if organisation.pk == absorber.pk:
            problems.append(f"{organisation} cannot merge into itself.")
        if organisation.is_department:
            problems.append("The department cannot merge into another organisation.")
        if organisation.discarded_at:
            problems.append(f"{organisation} has been deleted.")
        if organisation.absorbing_organisation_id:
            problems.append(f"{organisation} has already merged into {organisation.absorbing_organisation}.")
    return problems
