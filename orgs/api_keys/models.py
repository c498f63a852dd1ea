"""The key of a system: for whom it acts, what it may do, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from orgs.access import grants
from portal.clock import now
from portal.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = timedelta(days=365)
OVERLAP = timedelta(days=30)
"""How long the old key works beside the one that replaces it."""


class Scope(models.TextChoices):
    """What a key may be used for."""

    READ = "read", "Read logs and changes"
    VALIDATE = "validate", "Have logs checked without storing them"
    WRITE = "write", "Add, change and delete logs"


def visible_keys(user: User) -> Q:
    """Support sees all keys; coordinators those of the organisations whose people they administer."""
    if not getattr(user, "is_active", False):
        return Q(pk__in=())
    if user.is_support:
        return Q()
    return Q(organisation__in=grants.grants_of(user).on(grants.MANAGE_USERS))


class ApiKey(models.Model):
    """One key. Its secret is kept as a digest; who acts with it is a system user, so that histories name the key."""

    key_id = models.CharField("key", max_length=16, unique=True, editable=False)
    pepper = models.PositiveSmallIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField("name", max_length=100)
    supplier = models.CharField("supplier of the system", max_length=100, blank=True)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="api_keys", editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_key", editable=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name="may be used to")
    is_test = models.BooleanField("test key", default=False, editable=False)
    addresses = ArrayField(models.CharField(max_length=50), verbose_name="from these addresses only", default=list)
    expires_at = models.DateTimeField("works until")
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    created_at = models.DateTimeField("issued", default=now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="issued by", editable=False
    )
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    revoked_at = models.DateTimeField("revoked", null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    last_used_at = models.DateTimeField("last used", null=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.key_id})"

    def status_at(self, at: datetime) -> str:
        """In words, for pages: callers of the API are not told why a key does not work."""
        if self.revoked_at is not None:
            return "Revoked"
        return "Expired" if self.expires_at <= at else "Active"
