from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.core.management.base import CommandError
from django.db.models import Q

from accounts.addresses import clean_address
from portal.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class UserQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        """Without the deleted ones."""
        return self.filter(discarded_at=None)

    def usable(self) -> Self:
        """Those who can act: neither deactivated nor deleted."""
        return self.filter(active=True, discarded_at=None)

    def with_status(self, status: str) -> Self:
        """By the status shown in the list of people (U-LIST: active means has ever signed in)."""
        conditions = {
            "active": Q(active=True, sign_in_count__gt=0),
            "unconfirmed": Q(active=True, sign_in_count=0),
            "deactivated": Q(active=False),
        }
        return self.filter(conditions[status])


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc] # as Django says to
    use_in_migrations = False

    def get_queryset(self) -> Any:
        """People only: a system that acts for its organisation is in no list, signs in nowhere and gets no mail."""
        return super().get_queryset().filter(is_system=False)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=clean_address(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """There is no way round the access door, so nobody can be made one."""
        raise CommandError("Nobody here is a superuser. Use: manage.py create_first_person EMAIL --name NAME")


class SystemUserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc] # as Django says to
    """Systems that act through keys of the API; they are named in histories like people."""

    use_in_migrations = False

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(is_system=True)
