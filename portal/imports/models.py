"""One file that somebody sent to change a table: how far it is, what is wrong with it, what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simple_history.models import HistoricalRecords

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from portal.jobs.models import MACHINERY, Job
from portal.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ImportState(models.TextChoices):
    """How far an import is."""

    CHECKING = "checking", "Being checked"
    READY = "ready", "Waiting to be confirmed"
    REFUSED = "refused", "Needs correcting"
    IMPORTING = "importing", "Being imported"
    DONE = "done", "Imported"
    FAILED = "failed", "Could not be done"


S = ImportState
SHOWN = 100
"""Mistakes and changes that are kept and shown of one file."""


def import_store() -> Storage:
    """Where files wait between check and confirmation; they are thrown away within a day."""
    return storages["import_export"]


def visible_imports(user: User) -> Q:
    """All for support; files hold what others have no right to see."""
    return Q() if user.is_active and user.is_support else Q(pk__in=())


class FileImport(Job):
    """Checked at once, imported when it is confirmed, by a worker both times."""

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        S.CHECKING: (S.READY, S.REFUSED, S.FAILED),
        S.READY: (S.IMPORTING,),
        S.REFUSED: (),
        S.IMPORTING: (S.DONE, S.REFUSED, S.FAILED),
        S.DONE: (),
        S.FAILED: (),
    }
    OPEN_STATES: ClassVar[tuple[str, ...]] = (S.CHECKING, S.IMPORTING)
    GIVEN_UP: ClassVar[str] = S.FAILED

    state = models.CharField(max_length=12, choices=ImportState, default=S.CHECKING, editable=False)
    kind = models.CharField("what", max_length=60, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="file_imports", verbose_name="who")
    file_name = models.CharField("file", max_length=255, editable=False)
    file = models.FileField(storage=import_store, upload_to="imports", editable=False)
    original = models.FileField(
        storage=import_store,
        upload_to="imports",
        blank=True,
        editable=False,
        help_text="What the file was before somebody edited it, for corrections.",
    )
    options = models.JSONField(default=dict, editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    new = models.PositiveIntegerField(default=0, editable=False)
    changed = models.PositiveIntegerField(default=0, editable=False)
    unchanged = models.PositiveIntegerField(default=0, editable=False)
    problem_count = models.PositiveIntegerField(default=0, editable=False)
    problems = models.JSONField(default=list, editable=False)
    changes = models.JSONField(default=list, editable=False)

    objects = ScopedQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=[*MACHINERY, "file", "original", "problems", "changes"])

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import of {self.file_name}"
