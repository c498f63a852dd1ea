"""Versions of questionnaires, which never change, and drafts, which are lists of edits."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.clock import now
from portal.years.canonical import parsed
from portal.years.effects import Effect
from portal.years.tree import Tree


@lru_cache(maxsize=16)
def _tree_of(content: str) -> Tree:
    """Every page of a draft begins with the version that it is made from."""
    return Tree(parsed(content))


class VersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    """Reads of versions."""

    def standing(self) -> Self:
        """Versions that were not called off before their moment came."""
        return self.filter(calledoff=None)

    def of(self, log_type: str, year: int) -> Self:
        return self.filter(log_type=log_type, year=year)

    def latest_standing(self, log_type: str, year: int) -> QuestionnaireVersion | None:
        """The newest version of a year, also one whose moment is still to come."""
        return self.of(log_type, year).standing().order_by("-number").first()


class QuestionnaireVersion(models.Model):
    """What a kind of log asks in a year, from a moment on. A row never changes; a trigger of the database holds it."""

    log_type = models.CharField("kind of log", max_length=20)
    year = models.PositiveSmallIntegerField("collection year")
    number = models.PositiveSmallIntegerField("version")
    content = models.TextField(help_text="The document in its canonical form.")
    checksum = models.CharField(max_length=64)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    note = models.TextField("what changes", blank=True)
    effect = models.PositiveSmallIntegerField(choices=[(one.value, one.title) for one in Effect], null=True)
    from_release = models.BooleanField("came with a release", default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged = models.JSONField("reasons given for warnings", default=list)
    reopens = models.BooleanField("opens completed logs again that it asks something new", default=False)
    effective_from = models.DateTimeField("in force from")
    created_at = models.DateTimeField("approved", default=now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version of a questionnaire"
        verbose_name_plural = "versions of questionnaires"
        ordering = ["log_type", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["log_type", "year", "number"], name="years_version_number"),
            models.CheckConstraint(
                condition=Q(from_release=True)
                | (Q(author__isnull=False) & Q(approver__isnull=False) & ~Q(author=F("approver"))),
                name="years_version_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_type.capitalize()} {self.year}, version {self.number}"

    @property
    def document(self) -> dict[str, Any]:
        """What the loader reads."""
        found: dict[str, Any] = parsed(self.content)
        return found

    @property
    def tree(self) -> Tree:
        """The document to compare and to edit; it is shared, so an edit is made on a copy."""
        return _tree_of(self.content)


class CalledOff(models.Model):
    """A version that was approved and stopped before its moment came."""

    version = models.OneToOneField(QuestionnaireVersion, models.PROTECT, related_name="calledoff")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "publication called off"
        verbose_name_plural = "publications called off"

    def __str__(self) -> str:
        return f"{self.version}, called off"


class Announcement(models.Model):
    """How far coordinators have been told of the questionnaire of a new year."""

    version = models.OneToOneField(QuestionnaireVersion, models.PROTECT, related_name="announcement")
    last_person = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "announcement of a year"
        verbose_name_plural = "announcements of years"

    def __str__(self) -> str:
        return f"{self.version}, announced"


class PrintedForm(models.Model):
    """The paper form of a version as a PDF. A worker makes it, because web servers need no Pango."""

    version = models.OneToOneField(QuestionnaireVersion, models.PROTECT, related_name="printed_form")
    made_from = models.CharField(max_length=64, help_text="SHA-256 of the page that was printed.")
    content = models.BinaryField()
    printed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "printed form"
        verbose_name_plural = "printed forms"

    def __str__(self) -> str:
        return f"{self.version}, printed"


class AdditionalFileQuerySet(models.QuerySet["AdditionalFile"]):
    """Reads of additional files."""

    def offered(self, years: Iterable[int]) -> Self:
        """What landlords see: files of these years that were not withdrawn."""
        return self.filter(year__in=years, withdrawn_at=None)


class AdditionalFile(models.Model):
    """A file of support beside those made from the questionnaire. The row stays when the file is withdrawn."""

    title = models.CharField(max_length=60)
    log_type = models.CharField("kind of log", max_length=20)
    year = models.PositiveSmallIntegerField("collection year")
    file_name = models.CharField("file", max_length=150)
    file_type = models.CharField(max_length=5)
    size = models.PositiveBigIntegerField("bytes")
    checksum = models.CharField("SHA-256", max_length=64)
    store_name = models.CharField(max_length=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("added", default=now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("withdrawn", null=True)
    reason = models.TextField("why it was withdrawn", blank=True)

    objects = AdditionalFileQuerySet.as_manager()

    class Meta:
        verbose_name = "additional file"
        verbose_name_plural = "additional files"
        ordering = ["-year", "log_type", "title", "pk"]

    def __str__(self) -> str:
        return f"{self.log_type.capitalize()} {self.title} {self.year} to {self.year + 1}"


class Draft(models.Model):
    """A questionnaire in the making: the version that it is made from, and the edits since."""

    class State(models.TextChoices):
        EDITING = "editing", "Being edited"
        SUBMITTED = "submitted", "Waiting for approval"
        PUBLISHED = "published", "Approved"
        DISCARDED = "discarded", "Given up"

    log_type = models.CharField("kind of log", max_length=20)
    year = models.PositiveSmallIntegerField("collection year")
    base = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="drafts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.EDITING)
    revision = models.PositiveIntegerField(default=0)
    note = models.TextField("what changes", blank=True)
    effective_from = models.DateTimeField("in force from", null=True)
    reopens = models.BooleanField("opens completed logs again that it asks something new", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("started", default=now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    version = models.OneToOneField(QuestionnaireVersion, models.PROTECT, null=True, related_name="draft")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["log_type", "year"], condition=Q(state__in=["editing", "submitted"]), name="years_one_draft"
            )
        ]

    def __str__(self) -> str:
        return f"{self.log_type.capitalize()} {self.year}, draft"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.EDITING, self.State.SUBMITTED)

    @property
    def is_new_year(self) -> bool:
        """Whether the year has no version yet."""
        return self.base.year != self.year


class DraftEdit(models.Model):
    """One edit of a draft as it was made on one page: its operations, what they say, and whether it was undone."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    operations = models.JSONField()
    words = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["draft", "number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="years_edit_number")]

    def __str__(self) -> str:
        return f"Edit {self.number} of {self.draft}"


class WarningReason(models.Model):
    """Why a warning of the checks may stand, or that somebody confirmed a row of the mapping."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="reasons")
    finding = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "finding"], name="years_one_reason")]

    def __str__(self) -> str:
        return self.reason


class DifferenceRead(models.Model):
    """Who opened the difference of a draft as it then was: nobody approves what they have not seen."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="readings")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "revision", "by"], name="years_read_once")]

    def __str__(self) -> str:
        return f"{self.by} read {self.draft}"
