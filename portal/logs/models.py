"""The log that lettings and sales share: a spine of typed columns and one document of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.fields.json import KT

from accounts.models import User
from portal.logs.answers_json import AnswersDecoder, AnswersEncoder
from portal.logs.status import TRIAL, UNFINISHED, CreationMethod, LogStatus
from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import parse
from portal.scoping import ScopedQuerySet
from portal.timestamps import Timestamped
from portal.windows.dates import collection_year

if TYPE_CHECKING:
    from datetime import date

    from portal.logs.kind import LogKind
    from portal.questionnaire.program import Program


class LogQuerySet(ScopedQuerySet):
    """Reads of logs; every list starts from `visible_to`."""

    def on_trial_of(self, organisation: int) -> Self:
        """The sandbox of an organisation: logs that its systems try things out with. They are pending, so that no list,
        figure or export has them, told apart from other pending ones by how they came in, and belong to whoever sent
        them, not to the owners and managers that they name."""
        return self.filter(status=LogStatus.PENDING, creation_method=TRIAL, created_by__organisation=organisation)

    def not_on_trial(self) -> Self:
        """For what goes by other things than the status, such as a merge."""
        return self.exclude(creation_method=TRIAL)

    def without_answers(self) -> Self:
        """For lists and counts, which never need the answers document."""
        return self.defer("answers")

    def to_be_reassigned(self, since: date) -> Self:
        """Unfinished ones that can still be changed (dated since then) and that are with nobody who can sign in."""
        gone = User.objects.filter(models.Q(active=False) | models.Q(discarded_at__isnull=False)).values("pk")
        return self.filter(
            models.Q(date=None) | models.Q(date__gte=since),
            models.Q(assigned_to=None) | models.Q(assigned_to__in=gone),
            status__in=UNFINISHED,
        )

    def in_years(self, *years: int) -> Self:
        """Logs of these collection years, and those that have no date yet."""
        return self.filter(models.Q(collection_year__in=years) | models.Q(date=None))


class Log(Timestamped):
    """One letting or sale: who owns, manages and completes it, how far it is, and its answers."""

    owning_organisation = models.ForeignKey(
        "orgs.Organisation", models.PROTECT, null=True, blank=True, related_name="owned_%(class)ss"
    )
    managing_organisation = models.ForeignKey(
        "orgs.Organisation", models.PROTECT, null=True, blank=True, related_name="managed_%(class)ss"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_%(class)ss"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="created_%(class)ss"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="updated_%(class)ss"
    )
    creation_method = models.PositiveSmallIntegerField(
        choices=CreationMethod.choices, default=CreationMethod.SINGLE, editable=False
    )
    collection_year = models.PositiveSmallIntegerField("collection year", null=True, editable=False)
    date = models.DateField("start or completion date", null=True, editable=False)
    status = models.PositiveSmallIntegerField(choices=LogStatus.choices, default=LogStatus.NOT_STARTED, editable=False)
    pending_status = models.PositiveSmallIntegerField(choices=LogStatus.choices, null=True, editable=False)
    postcode_full = models.CharField("postcode", max_length=255, blank=True, default="", editable=False)
    la = models.CharField("local authority", max_length=9, blank=True, default="", editable=False)
    old_form_id = models.BigIntegerField(null=True, editable=False)
    bulk_upload_id = models.BigIntegerField(null=True, editable=False)
    duplicate_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    # The page that created the log: sent twice, it creates one log.
    form_token = models.UUIDField(null=True, unique=True, editable=False)
    questionnaire_version = models.PositiveSmallIntegerField(
        "version of the questionnaire it was judged by", default=1, editable=False
    )
    discarded_at = models.DateTimeField("deleted", null=True, editable=False)
    # The rules that warned when it was last saved, so that what becomes of each is seen.
    unanswered_warnings = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    confirmed_warnings = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    answers = models.JSONField(default=dict, encoder=AnswersEncoder, decoder=AnswersDecoder, editable=False)
    # Answers that another questionnaire does not ask: name to value, year and version. They come back with the question.
    set_aside: Any = models.JSONField(
        "answers set aside", default=dict, encoder=AnswersEncoder, decoder=AnswersDecoder, editable=False
    )

    # Whether something it had was deactivated elsewhere; a column where a kind of log can lose something.
    unresolved: Any = False

    objects = LogQuerySet.as_manager()
    # Set when the kind is registered (portal.logs.kinds).
    kind: ClassVar[LogKind]
    history: ClassVar[Any]  # each kind keeps its own
    owner_name: str  # only on logs of a list, as they were on the day of the log
    manager_name: str

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Log {self.pk}" if self.pk else "New log"

    @property
    def program(self) -> Program:
        """The questionnaire that this log is held against.

        A completed log keeps to the version that it was completed by; when it is changed, and while it is in
        progress, it goes by the one in force.
        """
        if self.status == LogStatus.COMPLETED and self.date:
            return self.kind.program(collection_year(self.date), self.questionnaire_version)
        return self.kind.program_for(self.date)

    def typed_answers(self) -> Answers:
        """All answers under their names in the questionnaire, those kept in columns included."""
        typed, _ = parse(self.program, self.raw_answers())
        return typed

    def raw_answers(self) -> dict[str, Any]:
        """The answers as stored, with the references that the row keeps in columns of its own."""
        return {**self.answers, **self.raw_references()}

    def raw_references(self) -> dict[str, int | None]:
        """Whom and what the log refers to, under the names in the questionnaire."""
        return {name: getattr(self, column) for name, column in self.kind.reference_columns.items()}

    def references(self) -> list[tuple[str, str]]:
        """The landlord's own references with their headings."""
        return [(heading, getattr(self, column)) for column, heading in self.kind.words.reference_headings.items()]

    def put_on_trial(self) -> None:
        """Make a new log one of the sandbox: pending, which keeps it from everybody, and told apart by how it came in."""
        self.status, self.creation_method = LogStatus.PENDING, TRIAL

    def after_answers(self) -> None:
        """What follows for the row itself from its new answers; called by the write door before it saves."""

    @property
    def is_deleted(self) -> bool:
        """Deleted logs stay, because the department is told of the deletion."""
        return self.status == LogStatus.DELETED


def spine_indexes(prefix: str) -> list[models.Index]:
    """The indexes that lists, access and the export walk; the same for both kinds of log."""
    return [
        models.Index(fields=["owning_organisation", "-id"], name=f"{prefix}_owner"),
        models.Index(fields=["managing_organisation", "-id"], name=f"{prefix}_manager"),
        models.Index(fields=["collection_year", "status", "-id"], name=f"{prefix}_year_status"),
        models.Index(fields=["assigned_to", "-id"], name=f"{prefix}_assigned"),
        models.Index(fields=["created_by"], name=f"{prefix}_created_by"),
        models.Index(fields=["updated_by"], name=f"{prefix}_updated_by"),
        models.Index(fields=["duplicate_key"], name=f"{prefix}_duplicates", condition=~models.Q(duplicate_key="")),
        GinIndex(fields=["postcode_full"], name=f"{prefix}_postcode", opclasses=["gin_trgm_ops"]),
        GinIndex(OpClass(KT("answers__address_line1"), "gin_trgm_ops"), name=f"{prefix}_address"),
    ]
