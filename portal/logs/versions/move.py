"""Logs go over to a version that has come into force: those in progress, and completed ones where the publisher said so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from portal.clock import now
from portal.history import SystemJob
from portal.jobs.claim import Claim
from portal.jobs.registry import JobType
from portal.jobs.work import hand_out
from portal.logs.kinds import kind_named
from portal.logs.models import Log
from portal.logs.record import CHUNK, LogChange, record_many
from portal.logs.status import UNFINISHED, LogStatus
from portal.logs.versions.dry_run import chunks_of, meanings
from portal.logs.versions.models import LogMove, VersionMove, WorkState
from portal.years import live
from portal.years.effects import Effect
from portal.years.models import QuestionnaireVersion


def move_when_due(at: datetime) -> None:
    """At every tick: a version whose moment has come, and that asks logs again, has its logs moved once."""
    came = QuestionnaireVersion.objects.standing().filter(effective_from__lte=at, number__gt=1, move=None)
    for version in came.exclude(effect__lt=Effect.ASKS_AGAIN).defer("content"):
        with transaction.atomic():
            move, new = VersionMove.objects.get_or_create(version=version)
            if new:
                hand_out(move)


def carry_out_move(claim: Claim[VersionMove]) -> None:
    """Goes on behind the last log that it finished; every chunk is judged by what is in force by then."""
    if claim.job.state == WorkState.WAITING:
        claim.advance(WorkState.WORKING, started_at=now())
    version = QuestionnaireVersion.objects.defer("content").get(pk=claim.job.version_id)
    kind = kind_named(version.log_type)
    statuses = (*UNFINISHED, LogStatus.COMPLETED) if version.reopens else UNFINISHED
    logs = kind.model._default_manager.filter(
        collection_year=version.year, status__in=statuses, questionnaire_version__lt=version.number
    )
    total, done, moved, reopened = logs.count(), 0, claim.job.moved, claim.job.reopened
    for chunk in chunks_of(logs, after=claim.job.last_log, size=CHUNK):
        live.look_again()
        found = _move(claim.job, chunk)
        moved, reopened = moved + len(found), reopened + sum(one.reopened for one in found)
        done += len(chunk)
        claim.write(last_log=chunk[-1].pk, moved=moved, reopened=reopened)
        claim.progress(done, total=total, text="Logs go over to the new version")
    claim.advance(WorkState.DONE, finished_at=now(), error="")


MOVE = SystemJob("logs going over to a new version of the questionnaire")


@transaction.atomic
def _move(move: VersionMove, logs: list[Log]) -> list[LogMove]:
    """One chunk: what each loses is kept before the write door clears it."""
    kind, version = logs[0].kind, move.version
    known = {log.pk: log.questionnaire_version for log in logs}
    own = {one.log_id: one.move.version.number for one in LogMove.objects.of_logs(logs).order_by("pk")}
    changed = [
        (log, meaning)
        for log, meaning in meanings(kind, logs, kind.program(version.year), own)
        if (meaning.to_answer or meaning.lost) and (log.status != LogStatus.COMPLETED or meaning.to_answer)
    ]
    came_of = record_many([LogChange(log, {}) for log, _ in changed], actor=MOVE)
    kept = [
        LogMove(
            move=move,
            log_type=kind.log_type,
            log_id=log.pk,
            from_version=known[log.pk],
            new_questions=list(meaning.to_answer),
            lost={name: old for name, (old, new) in result.changes.items() if new is None and old is not None},
            reopened=log.status == LogStatus.COMPLETED and result.log.status != LogStatus.COMPLETED,
        )
        for (log, meaning), result in zip(changed, came_of, strict=True)
    ]
    return LogMove.objects.bulk_create(kept, ignore_conflicts=True)


MOVES = JobType("move to a version", VersionMove, carry_out_move, timeout=timedelta(hours=4))
