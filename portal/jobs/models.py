"""What every long job keeps in its row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portal.clock import now
from portal.words import moment_in_words


class Job(models.Model):
    """Something long that somebody wants done: how far it is, who works on it and what went wrong.

    A model says with `TRANSITIONS` where its states lead, with `OPEN_STATES` in which of them there is work to do and
    with `GIVEN_UP` where it ends when nobody can do it; `state` gets its choices and default there as well.
    """

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]]
    OPEN_STATES: ClassVar[tuple[str, ...]]
    GIVEN_UP: ClassVar[str]

    state = models.CharField(max_length=12, editable=False)
    token = models.PositiveIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField("failed attempts", default=0, editable=False)
    lost_workers = models.PositiveSmallIntegerField("workers lost", default=0, editable=False)
    retry_at = models.DateTimeField("next attempt", null=True, blank=True, editable=False)
    handed_out_at = models.DateTimeField("given to the queue", null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField("last sign of life", null=True, blank=True, editable=False)
    progressed_at = models.DateTimeField("last progress", null=True, blank=True, editable=False)
    progress_done = models.PositiveIntegerField("done", default=0, editable=False)
    progress_total = models.PositiveIntegerField("to do", default=0, editable=False)
    progress_text = models.CharField("doing", max_length=255, blank=True, default="", editable=False)
    error = models.TextField("what went wrong", blank=True, default="", editable=False)
    told_at = models.DateTimeField("support told", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("asked for", default=now, editable=False)
    started_at = models.DateTimeField("started", null=True, blank=True, editable=False)
    finished_at = models.DateTimeField("ended", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether a worker has, or will have, something to do for it."""
        return self.state in self.OPEN_STATES

    @property
    def percentage(self) -> int:
        """How much of what is to be done has been done."""
        if self.finished_at is not None and not self.is_open and self.state != self.GIVEN_UP:
            return 100
        return min(100, self.progress_done * 100 // self.progress_total) if self.progress_total else 0


class LastTick(models.Model):
    """When a worker last asked every part of the portal what is due: the sign that workers are there."""

    at = models.DateTimeField()

    class Meta:
        app_label = "portal"
        verbose_name = "last tick"

    def __str__(self) -> str:
        return moment_in_words(self.at)


MACHINERY = (
    "token",
    "attempts",
    "lost_workers",
    "retry_at",
    "handed_out_at",
    "heartbeat_at",
    "progressed_at",
    "progress_done",
    "progress_total",
    "progress_text",
    "told_at",
)
"""Columns that change while a job runs; no history is kept of them."""


def check_transition(job: Job, state: str) -> None:
    """Refuse a step that the model does not provide for."""
    if state not in job.TRANSITIONS[job.state]:
        raise ValueError(f"{str(job._meta.verbose_name).capitalize()} cannot go from {job.state} to {state}")


def may_be_given_up(job: Job) -> bool:
    """Whether the job can end without having been done."""
    return job.GIVEN_UP in job.TRANSITIONS[job.state]
