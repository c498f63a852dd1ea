"""A submission and its rows. Rows keep the values as they were sent until they are accepted as logs or given up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from orgs.access import grants
from orgs.models import Organisation
from portal.jobs.models import Job
from portal.logs.answers_json import AnswersDecoder, AnswersEncoder
from portal.logs.kinds import kind_named
from portal.logs.status import VISIBLE
from portal.logs.uploads.rows.layout import Layout, layout_of
from portal.logs.uploads.rows.verdict import Category, Result, RowError
from portal.scoping import ScopedQuerySet, scope_of

if TYPE_CHECKING:
    from accounts.models import User
    from portal.logs.models import LogQuerySet

SAID_ALIKE = "row-"
"""How identities begin of rows that are told apart by all that they say."""
KEPT = timedelta(days=30)
GRAVITY = {Category.SETUP: 0, Category.WRONG: 1, Category.NOT_ANSWERED: 2, Category.SOFT: 3}
UNDO_WITHIN = timedelta(hours=24)
REMIND_AFTER = timedelta(days=7)


class SubmissionState(models.TextChoices):
    """What is being done with the rows."""

    RECEIVED = "received", "Waiting to be checked"
    JUDGING = "judging", "Being checked"
    JUDGED = "judged", "Checked"
    ACCEPTING = "accepting", "Being added"
    ACCEPTED = "accepted", "Added"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Stopped by a failure"


S = SubmissionState


def visible_submissions(user: User) -> Q:
    """Those of organisations for which the user may create logs; support sees all, statisticians none."""
    if not getattr(user, "is_active", False) or user.is_statistician:
        return Q(pk__in=())
    if user.is_support:
        return Q()
    return Q(organisation__in=grants.grants_of(user).on(grants.CREATE_LOGS))


class Submission(Job):
    """Rows that an organisation delivered together, as a file or through the API."""

    class Door(models.TextChoices):
        """How rows came in."""

        FILE = "file", "File"
        API = "api", "API"

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        S.RECEIVED: (S.JUDGING, S.CANCELLED, S.FAILED),
        S.JUDGING: (S.JUDGED, S.ACCEPTED, S.CANCELLED, S.FAILED),
        S.JUDGED: (S.JUDGING, S.ACCEPTING, S.ACCEPTED, S.CANCELLED),
        S.ACCEPTING: (S.JUDGED, S.ACCEPTED, S.FAILED),
        S.ACCEPTED: (S.JUDGING,),
        S.CANCELLED: (),
        S.FAILED: (S.JUDGING,),
    }
    OPEN_STATES: ClassVar[tuple[str, ...]] = (S.RECEIVED, S.JUDGING, S.ACCEPTING)
    GIVEN_UP: ClassVar[str] = S.FAILED

    state = models.CharField(max_length=12, choices=S, default=S.RECEIVED, editable=False)
    door = models.CharField(max_length=8, choices=Door, default=Door.FILE, editable=False)
    is_test = models.BooleanField("of the sandbox", default=False, editable=False)
    log_type = models.CharField("kind of log", max_length=10, editable=False)
    year = models.PositiveSmallIntegerField("collection year", editable=False)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="submissions", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions", verbose_name="sent by", editable=False
    )
    file_name = models.CharField("file", max_length=255, blank=True, default="", editable=False)
    size = models.PositiveIntegerField("bytes", default=0, editable=False)
    checksum = models.CharField(max_length=64, blank=True, default="", editable=False)
    notes = models.JSONField(default=list, editable=False)
    header = models.JSONField("cells above the rows", default=list, editable=False)
    columns = models.JSONField("position of each field", default=dict, editable=False)
    row_count = models.PositiveIntegerField("rows", default=0, editable=False)
    counts = models.JSONField("rows by result", default=dict, editable=False)
    created_count = models.PositiveIntegerField("logs added", default=0, editable=False)
    changed_count = models.PositiveIntegerField("logs changed", default=0, editable=False)
    with_incomplete = models.BooleanField(default=False, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    accepted_at = models.DateTimeField("added", null=True, editable=False)
    taken_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    watched_at = models.DateTimeField("last looked at", null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    cleared_at = models.DateTimeField("rows deleted", null=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "upload"
        verbose_name_plural = "uploads"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "-id"], name="submission_organisation")]

    def __str__(self) -> str:
        return self.file_name or f"Upload {self.pk}"

    def logs_for(self, user: User) -> LogQuerySet:
        """The logs among which the rows may be found again: those of the sandbox for rows of the sandbox, else the real ones."""
        logs: LogQuerySet = kind_named(self.log_type).model.objects.all()
        return logs.on_trial_of(self.organisation_id) if self.is_test else logs.visible_to(user)

    def logs_by_number_for(self, user: User) -> LogQuerySet:
        """The logs that a number in a row may mean: of those above the organisation's own, because whoever sends the
        rows may see others, as support does, and mistype a number."""
        logs = self.logs_for(user)
        return logs if self.is_test else logs.filter(self._of_the_organisation)

    def logs_to_find_for(self, user: User) -> LogQuerySet:
        """The logs that a row may turn out to be about: those above, and those of the organisation that only others of
        it see, so that nobody adds again what a colleague has added."""
        if self.is_test:
            return self.logs_for(user)
        logs: LogQuerySet = kind_named(self.log_type).model.objects.all()
        return logs.filter(scope_of(logs.model, user) | self._of_the_organisation, status__in=VISIBLE)

    @property
    def _of_the_organisation(self) -> Q:
        own = Q(pk=self.organisation_id) | Q(absorbing_organisation=self.organisation_id)
        both = Organisation.objects.filter(own).order_by().values("pk")
        return Q(owning_organisation__in=both) | Q(managing_organisation__in=both)

    @property
    def reference_space(self) -> str:
        """Where the names that other systems give to logs are looked up."""
        return reference_space(self.log_type, is_test=self.is_test)

    @property
    def uploader(self) -> User:
        """For whom the rows are judged: whoever sent them, or a colleague who took them over."""
        return self.taken_over_by or self.created_by

    @property
    def sender_has_left(self) -> bool:
        """Whether that person works in the portal no more, or for another organisation; support never did belong to it."""
        person = self.uploader
        return not person.is_active or (not person.is_support and person.organisation_id != self.organisation_id)

    @property
    def can_be_taken_over(self) -> bool:
        """Whether it goes on only when somebody has the rows checked again: their sender has left, or the work failed."""
        stuck = self.state == S.FAILED or (self.state == S.JUDGED and self.sender_has_left)
        return stuck and self.cleared_at is None

    @property
    def can_be_given_up(self) -> bool:
        """Whether the rows that are no logs may be deleted: not while they are being added, nor when they are gone."""
        return S.CANCELLED in self.TRANSITIONS[self.state] and self.cleared_at is None

    @cached_property
    def field_columns(self) -> dict[int, int]:
        """Position of each field, without the columns that carry no answer."""
        return {int(name): at for name, at in self.columns.items() if name.isdecimal()}

    @cached_property
    def layout(self) -> Layout:
        """The columns of its kind and year."""
        return layout_of(kind_named(self.log_type).program(self.year).questionnaire)


class SubmissionRow(models.Model):
    """One row: what was sent, what was corrected since, what was found, and the log that came of it."""

    class Outcome(models.TextChoices):
        """What became of a row, or will."""

        WAITING = "waiting", "Not checked yet"
        READY = Result.READY.value, "Ready"
        WARNED = Result.WARNED.value, "Ready, with warnings"
        INCOMPLETE = Result.INCOMPLETE.value, "Incomplete"
        WRONG = Result.WRONG.value, "To be corrected"
        DOUBLED = "doubled", "Twice in the file"
        UNCHANGED = "unchanged", "Already there, unchanged"
        ADDED = "added", "Added"
        CONFLICT = "conflict", "Changed by somebody else meanwhile"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("row")
    cells = models.JSONField("cells as sent", default=list)
    given = models.JSONField("answers as sent by a system", null=True, encoder=AnswersEncoder, decoder=AnswersDecoder)
    corrections = models.JSONField(default=dict)
    confirmed = models.JSONField("warnings confirmed", default=list)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    errors = models.JSONField(default=list)
    error_count = models.PositiveSmallIntegerField(default=0)
    not_kept = models.JSONField(default=list)
    answers = models.JSONField(default=dict, encoder=AnswersEncoder, decoder=AnswersDecoder)
    seen = models.JSONField(
        "answers of the log when it was compared", null=True, encoder=AnswersEncoder, decoder=AnswersDecoder
    )
    identity = models.CharField(max_length=64, blank=True, default="")
    reference = models.CharField("name that another system gives to it", max_length=100, blank=True, default="")
    log_id = models.BigIntegerField(null=True)
    created_log = models.BooleanField(default=False)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "row"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="submission_row_once")]
        indexes = [
            models.Index(fields=["submission", "outcome", "number"], name="submission_row_outcome"),
            models.Index(fields=["submission", "identity"], name="submission_row_identity"),
            models.Index(fields=["submission", "log_id"], name="submission_row_log", condition=~Q(log_id=None)),
            models.Index(
                fields=["identity"],
                name="submission_row_said",
                condition=Q(outcome="added", identity__startswith=SAID_ALIKE),
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"

    def sent(self, columns: Mapping[int, int]) -> dict[int, str | None]:
        """Field number to cell, of those that hold something: as sent, with what was corrected since."""
        cells = self.cells
        width = len(cells)
        found: dict[int, str | None] = {
            number: cell for number, at in columns.items() if at < width and (cell := cells[at])
        }
        found.update((int(number), value) for number, value in self.corrections.items())
        return found

    @property
    def row_errors(self) -> list[RowError]:
        """The errors that are kept with the row, at most as many as are shown."""
        return [RowError(number, Category(category), rule, text) for number, category, rule, text in self.errors]


class RowNumbers(models.Field):
    """Row numbers as ranges, to which the database adds and from which it takes away."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's own type for a set of ranges."""
        return "int4multirange"


class ErrorGroup(models.Model):
    """The same thing wrong at the same field: in which rows, and how many; kept by `tally` with what rows are told."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="error_groups")
    number = models.PositiveSmallIntegerField("field number")
    gravity = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20)
    rule = models.CharField(max_length=100)
    message = models.CharField("what is wrong", max_length=300)
    rows = RowNumbers()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["gravity", "-count", "number", "message"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number", "category", "rule", "message"], name="error_group_once"
            )
        ]
        indexes = [
            models.Index(fields=["submission", "gravity", "-count", "number", "message"], name="error_group_order")
        ]

    def __str__(self) -> str:
        return f"Field {self.number}: {self.message}"


class GroupCorrection(models.Model):
    """What somebody did to many rows at once: put one value in the place of another, or confirmed a warning."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="group_corrections")
    number = models.PositiveSmallIntegerField("field number")
    message = models.TextField("what was wrong")
    value = models.TextField("value replaced", default="")
    by = models.TextField("value put in its place", default="")
    reason = models.TextField("why it is right", default="")
    rows = models.PositiveIntegerField(default=0)
    before = models.JSONField("row to what stood there before", default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Field {self.number}, {self.rows} rows"

    @property
    def is_confirmation(self) -> bool:
        """Whether a warning was confirmed; a reason is always given."""
        return bool(self.reason)


def reference_space(log_type: str, *, is_test: bool) -> str:
    """The kind of log under which external references are kept: those of the sandbox are apart from the others."""
    return f"t:{log_type}" if is_test else log_type


class ExternalReference(models.Model):
    """The name that an organisation's own system gives to a log, so that a second delivery changes instead of adding."""

    organisation = models.ForeignKey("orgs.Organisation", models.CASCADE, related_name="+")
    log_type = models.CharField(max_length=10)
    reference = models.CharField(max_length=100)
    log_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "log_type", "reference"], name="external_reference_once")
        ]
        indexes = [models.Index(fields=["log_type", "log_id"], name="external_reference_log")]

    def __str__(self) -> str:
        return self.reference


class HeaderMapping(models.Model):
    """What an organisation said a header of its files means, so that it is asked only once."""

    organisation = models.ForeignKey("orgs.Organisation", models.CASCADE, related_name="+")
    log_type = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    header = models.CharField(max_length=255)
    number = models.PositiveSmallIntegerField("field number")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "log_type", "year", "header"], name="header_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.header}: {self.number}"
