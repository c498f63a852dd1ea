"""Dry runs, moves to a version, and what each moved log got and lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from portal.clock import now
from portal.jobs.models import Job
from portal.logs.answers_json import AnswersDecoder, AnswersEncoder

if TYPE_CHECKING:
    from portal.logs.models import Log


class WorkState(models.TextChoices):
    """How far a job of this room is."""

    WAITING = "waiting", "Waiting for a worker"
    WORKING = "working", "Being worked out"
    DONE = "done", "Done"
    FAILED = "failed", "Could not be done"


class _Work(Job):
    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        WorkState.WAITING: (WorkState.WORKING, WorkState.FAILED),
        WorkState.WORKING: (WorkState.DONE, WorkState.FAILED),
        WorkState.DONE: (),
        WorkState.FAILED: (),
    }
    OPEN_STATES: ClassVar[tuple[str, ...]] = (WorkState.WAITING, WorkState.WORKING)
    GIVEN_UP: ClassVar[str] = WorkState.FAILED

    state = models.CharField(max_length=12, choices=WorkState, default=WorkState.WAITING, editable=False)

    class Meta:
        abstract = True


class DryRun(_Work):
    """What a draft, as it was at one edit, would mean for the logs of its year; nothing is changed by it."""

    draft = models.ForeignKey("years.Draft", models.CASCADE, related_name="dry_runs")
    revision = models.PositiveIntegerField("edits of the draft")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = "dry run"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Dry run of {self.draft}"


class VersionMove(_Work):
    """Logs in progress go over to a version once it is in force."""

    version = models.OneToOneField("years.QuestionnaireVersion", models.PROTECT, related_name="move")
    last_log = models.BigIntegerField("where it is", default=0)
    moved = models.PositiveIntegerField("logs that were asked something new or lost an answer", default=0)
    reopened = models.PositiveIntegerField("completed logs opened again", default=0)

    class Meta:
        verbose_name = "move to a version"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Move of logs to {self.version}"


class LogMoveQuerySet(models.QuerySet["LogMove"]):
    """Reads of what logs got and lost."""

    def of_log(self, log: Log) -> LogMoveQuerySet:
        """The moves of one log, the newest first."""
        return self.of_logs([log])

    def of_logs(self, logs: Sequence[Any]) -> LogMoveQuerySet:
        """The moves of logs of one kind, the newest first."""
        kind, numbers = logs[0].kind, [log.pk for log in logs]
        found = self.filter(log_type=kind.log_type, log_id__in=numbers)
        return found.select_related("move__version").defer("move__version__content")


class LogMove(models.Model):
    """One log that went over: what it is asked since, and the answers that it lost; the log keeps those aside."""

    move = models.ForeignKey(VersionMove, models.PROTECT, related_name="logs")
    log_type = models.CharField("kind of log", max_length=20)
    log_id = models.BigIntegerField("log")
    from_version = models.PositiveSmallIntegerField("from version")
    new_questions = models.JSONField("asked since", default=list)
    lost = models.JSONField("answers lost", default=dict, encoder=AnswersEncoder, decoder=AnswersDecoder)
    reopened = models.BooleanField("was completed", default=False)
    at = models.DateTimeField(default=now)

    objects = LogMoveQuerySet.as_manager()

    class Meta:
        verbose_name = "log that went over to a version"
        verbose_name_plural = "logs that went over to a version"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["move", "log_type", "log_id"], name="log_versions_once")]
        indexes = [models.Index(fields=["log_type", "log_id"], name="log_versions_of_log")]

    def __str__(self) -> str:
        return f"Log {self.log_id}, {self.move.version}"
