"""Makes `user.has_perm(...)` give the answers of the access door, with or without an object."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from orgs.access.grants import ROLE_GRANTS, grants_of, remember_grants, with_grants
from orgs.access.models import may
from orgs.access.policies import can

VERBS = ("view", "add", "change", "delete")


class AccessBackend(ModelBackend):
    """Signs people in by e-mail and password, and asks the access door about everything else."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Whoever knows the password of a deactivated account is told so; nobody else learns that it exists."""
        address = username or kwargs.get(User.USERNAME_FIELD)
        if not address or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(address)
        except User.DoesNotExist:
            User().set_password(password)  # takes as long as for an address that exists
            return None
        if not user.check_password(password):
            return None
        if self.user_can_authenticate(user):
            return user
        if request is not None and user.status == "deactivated":
            request.account_is_deactivated = True
        return None

    def user_can_authenticate(self, user: Any) -> bool:
        """Nobody signs in before the invitation is confirmed."""
        return user.is_active and user.confirmed_at is not None

    def get_user(self, user_id: int) -> User | None:
        """The person of this request, with the organisation and the grants that every page asks about."""
        user = with_grants(get_user_model().objects.select_related("organisation").filter(pk=user_id)).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.request_memory = {}  # loaded for one request: what it may do is read once
        remember_grants(user)
        return user

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        app_label, codename = perm.split(".", 1)
        if obj is not None and obj._meta.label_lower == "orgs.organisation" and self._is_grant(codename):
            return grants_of(user_obj).has(codename, obj.pk) and obj.discarded_at is None
        verb, _, model = codename.partition("_")
        if verb not in VERBS:
            return user_obj.is_support
        if obj is None:
            return may(user_obj, verb, f"{app_label}.{model}")
        if obj._meta.label_lower != f"{app_label}.{model}":
            return False
        return can(user_obj, verb, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return user_obj.is_active and any(
            may(user_obj, "view", model._meta.label_lower) for model in apps.get_app_config(app_label).get_models()
        )

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Grants on an organisation; permissions are otherwise answers, not sets."""
        if obj is None or obj._meta.label_lower != "orgs.organisation" or not user_obj.is_active:
            return set()
        held = grants_of(user_obj)
        return {f"orgs.{name}" for name in held.by_permission if held.has(name, obj.pk)}

    @staticmethod
    def _is_grant(codename: str) -> bool:
        return any(codename in names for names in ROLE_GRANTS.values())
