"""A dry run: what a draft would mean for every log of its year, counted by kind of change, question and organisation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from orgs.models import Organisation
from portal.clock import now
from portal.jobs.claim import Claim
from portal.jobs.registry import JobType
from portal.jobs.work import hand_out
from portal.logs.contexts import Contexts
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.logs.models import Log
from portal.logs.status import VISIBLE, LogStatus
from portal.logs.versions.affected import Meanings
from portal.logs.versions.meaning import Meaning, meaning_of
from portal.logs.versions.models import DryRun, WorkState
from portal.questionnaire.program import Program
from portal.theme.record_pages import record_url
from portal.windows import load_windows
from portal.years.drafts import DraftError, guard
from portal.years.effects import Effect
from portal.years.models import Draft
from portal.years.preview import program_of_draft

if TYPE_CHECKING:
    from accounts.models import User

_CHUNK = 1000
OPEN, COMPLETED = "open", "completed"
OF_ORGANISATION = (
    *(f"{which} {int(effect)}" for effect in (Effect.ASKS_AGAIN, Effect.ADDITIVE) for which in (OPEN, COMPLETED)),
    "lost",
)


def ask_for_dry_run(*, draft: Draft, by: User) -> DryRun:
    """Have a worker look at every log; of a draft that nothing can be made from, DraftError says why."""
    guard(by)
    program_of_draft(draft)
    run = DryRun.objects.create(draft=draft, revision=draft.revision, asked_by=by)
    hand_out(run)
    return run


@dataclass
class Numbers:
    """Counts of open and of completed logs."""

    by_effect: dict[str, Counter[int]] = field(default_factory=lambda: {OPEN: Counter(), COMPLETED: Counter()})
    to_answer: dict[str, Counter[str]] = field(default_factory=lambda: {OPEN: Counter(), COMPLETED: Counter()})
    lost: dict[str, Counter[str]] = field(default_factory=lambda: {OPEN: Counter(), COMPLETED: Counter()})
    by_organisation: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Of each organisation open and completed logs by kind of change, such as `open 3`, and those that lose an answer."""

    def add(self, log: Log, meaning: Meaning) -> None:
        """Count one log."""
        which = COMPLETED if log.status == LogStatus.COMPLETED else OPEN
        self.by_effect[which][int(meaning.effect)] += 1
        self.to_answer[which].update(meaning.to_answer)
        self.lost[which].update(list(meaning.lost))
        organisation = log.managing_organisation_id or log.owning_organisation_id
        if organisation and meaning.effect > Effect.WORDS:
            counted = self.by_organisation[organisation]
            counted[f"{which} {int(meaning.effect)}"] += 1
            counted["lost"] += bool(meaning.lost)

    def as_json(self, old: Program, new: Program) -> dict[str, Any]:
        """For the row of the job, labels included: the draft goes on."""

        def labelled(counts: dict[str, Counter[str]], program: Program) -> list[list[Any]]:
            names = dict.fromkeys([*counts[OPEN], *counts[COMPLETED]])
            rows = [[program.questionnaire.label(one), counts[OPEN][one], counts[COMPLETED][one]] for one in names]
            return sorted(rows, key=lambda row: -(row[1] + row[2]))

        organisations = Organisation.objects.filter(pk__in=self.by_organisation).values_list("pk", "name")
        rows = [[name, *(self.by_organisation[pk][one] for one in OF_ORGANISATION)] for pk, name in organisations]
        return {
            "effects": {
                which: {str(one): count for one, count in some.items()} for which, some in self.by_effect.items()
            },
            "to_answer": labelled(self.to_answer, new),
            "lost": labelled(self.lost, old),
            "organisations": sorted(rows, key=lambda row: (-sum(row[1:5]), row[0])),
        }


def carry_out_dry_run(claim: Claim[DryRun]) -> None:
    """Every log of the year, from the beginning; nothing is written but the numbers."""
    run = claim.job
    if run.state == WorkState.WAITING:
        claim.advance(WorkState.WORKING, started_at=now())
    draft = Draft.objects.select_related("base").get(pk=run.draft_id)
    guard(run.asked_by)
    kind, new = kind_named(draft.log_type), program_of_draft(draft)
    numbers = Numbers()
    if draft.year in kind.years:
        logs = kind.model._default_manager.filter(collection_year=draft.year, status__in=VISIBLE)
        total, done = logs.count(), 0
        known = Meanings(kind, new)
        for chunk in chunks_of(logs.only(*_read_by(kind))):
            for log, meaning in known.of_many(chunk, lambda some: meanings(kind, some, new)):
                numbers.add(log, meaning)
            done += len(chunk)
            claim.progress(done, total=total, text="Looking at logs")
    old = kind.program(draft.base.year)
    claim.advance(
        WorkState.DONE, revision=draft.revision, found=_json(numbers.as_json(old, new)), finished_at=now(), error=""
    )


def _read_by(kind: LogKind) -> tuple[str, ...]:
    """The columns that a dry run reads."""
    spine = ("status", "date", "collection_year", "questionnaire_version", "owning_organisation", "answers")
    names = {field.attname: field.name for field in kind.model._meta.concrete_fields}
    return tuple(dict.fromkeys((*spine, *(names[column] for column in kind.reference_columns.values()))))


def chunks_of(logs: Any, after: int = 0, size: int = _CHUNK) -> Iterator[list[Log]]:
    """The logs in order of their numbers."""
    while chunk := list(logs.filter(pk__gt=after).order_by("pk")[:size]):
        yield chunk
        after = chunk[-1].pk


def meanings(
    kind: LogKind, logs: list[Log], new: Program, went_to: Mapping[int, int] | None = None
) -> Iterator[tuple[Log, Meaning]]:
    """What the questionnaire would mean for each of a chunk, whose facts are read at once.

    Compared with the one that the log goes by now; with `went_to`, with the version that it was judged by last, or
    that it went to since.
    """
    raw = [log.raw_answers() for log in logs]
    if not raw:
        return
    context = Contexts(kind, windows=load_windows()).of_many([(one, one) for one in raw])
    for log, answers in zip(logs, raw, strict=True):
        before = log.program
        if went_to is not None:
            number = max(log.questionnaire_version, went_to.get(log.pk, 0))
            before = kind.program(log.collection_year or 0, number)
        yield log, meaning_of(before, new, answers, context)


def _json(value: Any) -> Any:
    return Jsonb(value)


DRY_RUNS = JobType(
    "dry run",
    DryRun,
    carry_out_dry_run,
    timeout=timedelta(hours=1),
    final=(DraftError,),
    page=record_url,
)
