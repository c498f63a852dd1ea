"""Customer support changes other organisations' data only in a staff session: limited in time, with a reason, listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record

from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.forms import ReasonForm
from accounts.models import StaffAction, StaffSession, User
from portal.clock import now
from portal.theme.pages import form_page

LENGTH = timedelta(hours=1)
GUARDED = ("/orgs/", "/accounts/user/", "/supported_housing/", "/lettings/", "/sales/", "/uploads/", "/api_keys/")
"""Where other organisations' data are changed, pages still to come included."""
OF_THE_DEPARTMENT = (
    "/orgs/datasharingagreement/",
    "/orgs/localauthority/",
    "/orgs/localauthoritylink/",
    "/lettings/rentrange/",
    "/sales/salerange/",
)
"""Texts and reference data that belong to no organisation."""
READING = ("download",)
"""Actions on lists that change nothing."""
WORDS = {"+": "added", "~": "changed", "-": "deleted"}


def current(user: User) -> StaffSession | None:
    return user.staff_sessions.filter(ended_at=None, ends_at__gt=now()).first()


def start(*, user: User, reason: str) -> StaffSession:
    user.staff_sessions.filter(ended_at=None).update(ended_at=now())
    return StaffSession.objects.create(user=user, reason=reason, ends_at=now() + LENGTH)


def end(user: User) -> None:
    user.staff_sessions.filter(ended_at=None).update(ended_at=now())


def needed(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(
        getattr(settings, "STAFF_SESSION_REQUIRED", True)
        and request.method == "POST"
        and user.is_authenticated
        and user.is_support
        and request.path.startswith(GUARDED)
        and not request.path.startswith(OF_THE_DEPARTMENT)
        and request.POST.get("action") not in READING
    )


class StaffSessionMiddleware:
    """Asks for the reason before the first change, and then carries out the change that was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the check of the CSRF token, which a middleware before the view would miss."""
        if not needed(request) or current(request.user):  # type: ignore[arg-type]
            return None
        match = request.resolver_match
        if "preview" in request.POST and match and (match.url_name or "").endswith("_subsection"):
            return None  # shows which questions follow and saves nothing
        form = ReasonForm(request.POST if "staff_session" in request.POST else None)
        if "staff_session" in request.POST and form.is_valid():
            start(user=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            return None
        return self._ask(request, form)

    def _ask(self, request: HttpRequest, form: ReasonForm) -> HttpResponse:
        """What was sent travels along, so that nothing typed is lost; only files have to be chosen again."""
        left_out = {"csrfmiddlewaretoken", "staff_session", "reason"}
        hidden = [(k, v) for k, values in request.POST.lists() if k not in left_out for v in values]
        intro = ["You are about to change data of another organisation. You have one hour from now."]
        if request.FILES:
            intro.append("You will have to choose your file again afterwards.")
        return form_page(
            request,
            title="Start a staff session",
            form=form,
            submit="Start and save my change",
            hidden=[*hidden, ("staff_session", "1")],
            intro=intro,
        )


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
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    if not actions or user is None or not user.is_authenticated or not user.is_support:
        return
    session = current(user)
    if session is not None:
        for action in actions:
            action.session = session
        StaffAction.objects.bulk_create(actions)


@receiver(post_create_historical_record)
def note_audited(sender: Any, instance: Any, history_instance: Any, **kwargs: Any) -> None:
    """Everything audited lists itself; what writes its history by itself calls `note` too."""
    note_change(instance, history_instance.history_type)
