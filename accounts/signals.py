"""What follows from signing in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models import F
from django.dispatch import receiver

from accounts.models import User
from portal.clock import now


@receiver(user_logged_in)
def count_sign_in(user: User, **kwargs: Any) -> None:
    """Not a change of the person: neither history nor a change mark."""
    User.objects.filter(pk=user.pk).update(sign_in_count=F("sign_in_count") + 1, last_sign_in_at=now())
