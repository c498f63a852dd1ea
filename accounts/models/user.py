from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simple_history.models import HistoricalRecords

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Lower

from accounts.addresses import clean_address
from accounts.managers import SystemUserManager, UserManager
from accounts.roles import PRIVILEGED_ROLES, Role
from portal.timestamps import Timestamped

UNAUDITED = [
    "password",
    "sign_in_version",
    "last_sign_in_at",
    "sign_in_count",
    "updated_at",
    "privileged_organisation",
]
"""Sign-ins are not changes of a person, and secrets have no place in a history."""


class User(Timestamped, AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address and belongs to one organisation."""

    last_login = None  # replaced by last_sign_in_at, the name the department's export knows
    is_superuser = False  # there is no way round the access door, so nobody can be given one

    name = models.CharField("name", max_length=255)
    email = models.EmailField(
        "email address",
        max_length=254,
        unique=True,
        error_messages={"unique": "Someone already uses this email address. Enter a different one."},
    )
    unconfirmed_email = models.EmailField(
        "new email address, not confirmed yet", max_length=254, null=True, blank=True, editable=False
    )
    phone = models.CharField("telephone number", max_length=32, blank=True)
    phone_extension = models.CharField("extension", max_length=16, blank=True)
    role = models.PositiveSmallIntegerField("role", choices=Role, null=True, blank=True)
    is_dpo = models.BooleanField("data protection officer", default=False)
    is_key_contact = models.BooleanField("key contact", default=False)
    organisation = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="users")
    privileged_organisation = models.GeneratedField(
        expression=Case(When(role__in=[int(role) for role in PRIVILEGED_ROLES], then=F("organisation_id"))),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    active = models.BooleanField("active", default=True)
    reactivate_with_organisation = models.BooleanField(default=False, editable=False)
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True, editable=False)
    initial_confirmation_sent = models.BooleanField(default=False, editable=False)
    force_reset_password_on_confirmation = models.BooleanField(default=False, editable=False)
    sign_in_count = models.PositiveIntegerField("number of sign-ins", default=0, editable=False)
    sign_in_version = models.PositiveIntegerField(default=0, editable=False)
    last_sign_in_at = models.DateTimeField("last signed in", null=True, blank=True, editable=False)
    is_system = models.BooleanField("a system, not a person", default=False, editable=False)
    old_user_id = models.CharField("former user id", max_length=64, null=True, blank=True, unique=True)
    discarded_at = models.DateTimeField("deleted", null=True, blank=True, editable=False)

    NOT_IN_HISTORY = (
        "reactivate_with_organisation",
        "initial_confirmation_sent",
        "force_reset_password_on_confirmation",
        "old_user_id",
    )
    objects = UserManager()
    systems = SystemUserManager()
    request_memory: dict[str, Any]  # only on users loaded for one request
    is_verified: Callable[[], bool]  # only on the user of a request: by the second factor, said by its middleware
    history = HistoricalRecords(excluded_fields=UNAUDITED)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "user"
        verbose_name_plural = "users"
        ordering = ["organisation__name", F("role").desc(nulls_last=True), "name", "id"]
        indexes = [
            models.Index(fields=["organisation", "discarded_at"], name="user_organisation_kept"),
            models.Index(Lower("name"), name="user_name_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(
                condition=Q(role=None) | Q(role__in=[int(role) for role in Role]), name="user_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = " ".join(self.name.split())
        self.email = clean_address(self.email)
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sign-ins end with the password, as in Django, and with every other change of how the person signs in."""
        stock = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc] # not in the stubs
        return f"{stock}:{self.sign_in_version}" if self.sign_in_version else stock

    @property
    def is_active(self) -> bool:  # type: ignore[override] # a field there, a fact here
        """May act at all; a deleted person may not, whatever the active flag says."""
        return self.active and self.discarded_at is None

    @property
    def is_staff(self) -> bool:
        """Everyone works in the admin; what they find there is decided by the access door."""
        return self.is_active

    @property
    def is_support(self) -> bool:
        return self.role == Role.SUPPORT

    @property
    def is_statistician(self) -> bool:
        return self.role == Role.STATISTICIAN

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.DATA_COORDINATOR

    @property
    def is_provider(self) -> bool:
        """Without a role (a data protection officer only) people count as data providers (Q2)."""
        return self.role in (None, Role.DATA_PROVIDER)

    @property
    def is_privileged(self) -> bool:
        return self.role in PRIVILEGED_ROLES

    @property
    def status(self) -> str:
        """First match of deleted, deactivated, unconfirmed, active (docs/domain/organisations.md#1.3)."""
        if self.discarded_at:
            return "deleted"
        if not self.active:
            return "deactivated"
        return "active" if self.confirmed_at else "unconfirmed"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class LegacyUser(models.Model):
    """An id under which somebody was known before; one person may have had several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="legacy_users")
    old_user_id = models.CharField("former user id", max_length=64, unique=True)

    class Meta:
        verbose_name = "former user id"

    def __str__(self) -> str:
        return self.old_user_id
