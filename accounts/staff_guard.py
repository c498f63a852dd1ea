"""Asks support for a reason before the first change of other organisations' data, wherever it happens.

Decided by what is carried out, never by what is sent: the first statement that would change a guarded table is not
executed, everything done so far is taken back, and the page asks for the reason. It carries along what was sent,
files included, and repeats it as it was. So a form is checked before anybody is asked, reading asks for nothing, and
no parameter switches the guard off. Every table is guarded unless it was registered as the department's own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from accounts import staff_sessions
from accounts.forms import ReasonForm
from portal.guarded import needs_no_staff_session, unguarded_tables
from portal.requests import signed_in
from portal.theme.pages import form_page

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
WRITE = re.compile(
    r"^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|COPY|TRUNCATE)\s+(?:ONLY\s+)?\"?(\w+)", re.I
)
WRITING_WITH = re.compile(r"^\s*WITH\b.*?\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.I | re.S)
FIELD, FILES = "staff_session", "staff_session_files"


class StaffSessionNeeded(BaseException):
    """A change of guarded data was about to be made without a staff session.

    Nothing on the way may take it for a failure of its own and go on, as imports do with wrong rows.
    """


class StaffSessionMiddleware:
    """Runs what support sends in a transaction that ends where the first guarded change would begin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _concerned(request):
            return self.get_response(request)
        form = ReasonForm(request.POST if FIELD in request.POST else None, prefix=FIELD)
        if FIELD in request.POST:
            if not form.is_valid():
                return _ask(request, form).render()
            staff_sessions.start(signed_in(request), reason=form.cleaned_data["reason"])
            _bring_files_back(request)
            return self.get_response(request)
        return self._watched(request, form)

    def _watched(self, request: HttpRequest, form: ReasonForm) -> HttpResponse:
        try:
            with transaction.atomic(), _guarded(request):
                return self.get_response(request)
        except StaffSessionNeeded:
            return _ask(request, form).render()

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Views say themselves that they need no reason."""
        if getattr(view, "without_staff_session", False):
            needs_no_staff_session(request)


def _concerned(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(
        getattr(settings, "STAFF_SESSION_REQUIRED", True)
        and request.method not in SAFE_METHODS
        and user.is_authenticated
        and user.is_support
        and staff_sessions.current(request) is None
    )


@contextmanager
def _guarded(request: HttpRequest) -> Iterator[None]:
    free = unguarded_tables()

    def look(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        table = written_table(sql)
        if table and table not in free and getattr(request, "guarded", True):
            raise StaffSessionNeeded
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


def written_table(sql: Any) -> str:
    """The table that a statement changes; empty for one that only reads."""
    found = WRITE.match(str(sql)) or WRITING_WITH.match(str(sql))
    return found[1].lower() if found else ""


def _ask(request: HttpRequest, form: ReasonForm) -> Any:
    """What was sent travels along, so that nothing typed or chosen is lost."""
    left_out = {"csrfmiddlewaretoken", FIELD, f"{FIELD}-reason"}
    hidden = [(k, v) for k, values in request.POST.lists() if k not in left_out for v in values]
    _put_files_by(request)
    return form_page(
        request,
        title="Start a staff session",
        form=form,
        submit="Start and save my change",
        hidden=[*hidden, (FIELD, "1")],
        intro=["You are about to change data of another organisation. You have one hour from now."],
    )


def _put_files_by(request: HttpRequest) -> None:
    """Until the reason is given; their names and places stay on the server."""
    if not request.FILES:
        return
    kept = []
    for field, files in request.FILES.lists():
        for file in files:
            file.seek(0)
            place = default_storage.save(f"staff-sessions/{uuid.uuid4().hex}", file)
            kept.append([field, place, file.name, file.content_type])
    request.session[FILES] = kept


def _bring_files_back(request: HttpRequest) -> None:
    for field, place, name, content_type in request.session.pop(FILES, []):
        with default_storage.open(place) as stored:
            request.FILES.appendlist(field, SimpleUploadedFile(name, stored.read(), content_type))
        default_storage.delete(place)
