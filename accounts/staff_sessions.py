"""Customer support changes other organisations' data only in a staff session: limited in time, with a reason, listed.

A session belongs to one sign-in: another browser of the same person has to give its own reason, and signing out or
changing the password ends it. Where it is asked for is decided in `accounts.staff_guard`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import StaffAction, StaffSession, User
from portal.clock import now
from portal.history import name_job
from portal.requests import SignedInRequest

LENGTH = timedelta(hours=1)
WORDS = {"+": "added", "~": "changed", "-": "deleted"}
KEY = "staff_session"


def current(request: HttpRequest) -> StaffSession | None:
    """The running staff session of this sign-in."""
    user: Any = request.user
    pk = request.session.get(KEY)
    if pk is None or not user.is_authenticated or not user.is_support:
        return None
    return user.staff_sessions.filter(pk=pk, ended_at=None, ends_at__gt=now()).first()


def start(request: SignedInRequest, *, reason: str) -> StaffSession:
    """In place of the one that this sign-in may have."""
    end(request)
    session = StaffSession.objects.create(user=request.user, reason=reason, ends_at=now() + LENGTH)
    request.session[KEY] = session.pk
    return session


def end(request: HttpRequest) -> None:
    """Before its hour is over."""
    pk = request.session.pop(KEY, None)
    StaffSession.objects.filter(pk=pk, user=request.user.pk, ended_at=None).update(ended_at=now())


def end_all(user: User) -> None:
    """Those of every sign-in: somebody else may have used one of them."""
    user.staff_sessions.filter(ended_at=None).update(ended_at=now())


@receiver(user_logged_out)
def end_with_the_sign_in(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Before the data of the sign-in are thrown away."""
    if request is not None and user is not None and user.is_support:
        end(request)


def reason_now() -> str:
    """Why support changes what is being changed in this request; nothing in jobs and for others."""
    session = _of_this_request()
    return f"Staff session: {session.reason}"[:100] if session else ""


def note(*, model: str, name: str, action: str, pk: Any = None) -> None:
    """Lists what was done with the staff session of this request; in jobs and for others there is none."""
    _list(
        [StaffAction(model=model, object_id=pk if isinstance(pk, int) else None, object_name=name[:255], action=action)]
    )


def note_change(instance: Any, kind: str) -> None:
    """One record added (+), changed (~) or deleted (-)."""
    note_changes([(instance, kind)])


def note_changes(changes: Iterable[tuple[Any, str]]) -> None:
    """Records added (+), changed (~) or deleted (-), each listed by itself, in one statement."""
    if _of_this_request() is None:  # nothing is listed of the thousands that jobs write
        return
    _list(
        [
            StaffAction(
                model=str(record._meta.verbose_name),
                object_id=record.pk if isinstance(record.pk, int) else None,
                object_name=str(record)[:255],
                action=WORDS[kind],
            )
            for record, kind in changes
        ]
    )


def _list(actions: list[StaffAction]) -> None:
    if actions and (session := _of_this_request()) is not None:
        for action in actions:
            action.session = session
        StaffAction.objects.bulk_create(actions)


@receiver(pre_create_historical_record)
def say_why(sender: Any, instance: Any, history_instance: Any, **kwargs: Any) -> None:
    """The reason stands in the history of what was changed, where its owner looks for it; so does the system's job."""
    if not history_instance.history_change_reason and (reason := reason_now()):
        history_instance.history_change_reason = reason
    if history_instance.history_user_id is None and isinstance(instance, User) and _request():
        history_instance.history_user = instance  # a page without sign-in: reached by their own link
    if history_instance.history_user_id is None:
        history_instance.history_change_reason = name_job(history_instance.history_change_reason or "")


@receiver(post_create_historical_record)
def note_audited(sender: Any, instance: Any, history_instance: Any, **kwargs: Any) -> None:
    """Everything audited lists itself; what writes its history by itself calls `note` too."""
    note_change(instance, history_instance.history_type)


def _request() -> Any:
    return getattr(HistoricalRecords.context, "request", None)


def _of_this_request() -> StaffSession | None:
    request = _request()
    if request is None or not hasattr(request, "session") or not hasattr(request, "user"):
        return None
    return current(request)
