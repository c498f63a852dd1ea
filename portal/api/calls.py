"""A call: the key that makes it, for which kind of log and year, and what it carries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError

from accounts.models import User
from orgs.api_keys.authenticate import Caller, acting_user, caller_of, note_use
from orgs.api_keys.models import Scope
from portal.api.limits import count_request
from portal.api.problems import ProblemError
from portal.client_address import client_address
from portal.clock import today
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named, log_types
from portal.logs.models import LogQuerySet
from portal.questionnaire.program import Program
from portal.windows import load_windows

MOST_BYTES = 8 * 1024 * 1024
NO_KEY = "Send a key as “Authorization: Bearer core_live_…”. Keys that ended, were revoked or are used from elsewhere do not work."


@dataclass
class Call:
    """Who calls, and with which rights."""

    request: HttpRequest
    caller: Caller
    user: User

    @property
    def is_test(self) -> bool:
        """Whether it works with test logs, which nobody else sees."""
        return self.caller.is_test

    def logs(self, kind: LogKind) -> LogQuerySet:
        """The logs of a kind that the caller may know of."""
        logs: LogQuerySet = kind.model.objects.all()
        return logs.on_trial_of(self.user.organisation_id) if self.is_test else logs.visible_to(self.user)


def with_scope(scope: Scope) -> Callable[[HttpRequest], Call]:
    """The check that an end point makes of the key before all else."""

    def check(request: HttpRequest) -> Call:
        call = authenticate(request)
        if scope.value not in call.caller.scopes:
            raise ProblemError("scope-missing", f"The key lacks the scope “{scope.value}”")
        return call

    return check


def call_of(request: HttpRequest) -> Call:
    """Who makes this request, as the key was found at the door."""
    call: Call = request.auth  # type: ignore[attr-defined] # the framework puts it there
    return call


def any_key(request: HttpRequest) -> Call:
    """For what every key may read: the organisation's own places and the windows."""
    return authenticate(request)


def authenticate(request: HttpRequest) -> Call:
    """The caller; the answer is the same whatever is wrong with a key."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    caller = caller_of(text, client_address(request)) if kind.lower() == "bearer" else None
    if caller is None or (settings.SANDBOX and not caller.is_test):
        raise ProblemError("not-authenticated", NO_KEY)
    request.api_headers = count_request(caller.key).headers  # type: ignore[attr-defined] # a mark, as middleware leaves them
    user = acting_user(caller)
    if user is None:
        raise ProblemError("not-authenticated", NO_KEY)
    note_use(caller)
    return Call(request, caller, user)


@dataclass(frozen=True)
class Collection:
    """The logs of one kind and year, as addresses name them."""

    kind: LogKind
    year: int

    @property
    def program(self) -> Program:
        """The questionnaire in force."""
        return self.kind.program(self.year)


def collection(log_type: str, year: int) -> Collection:
    """The kind and year of an address; only years with a questionnaire that can still be changed are served."""
    if log_type not in log_types():
        raise ProblemError("not-found", "There are lettings and sales")
    kind = kind_named(log_type)
    if year not in kind.years or year not in served_years(kind):
        raise ProblemError("not-found", "This collection year is not served")
    return Collection(kind, year)


def served_years(kind: LogKind) -> list[int]:
    """The years whose logs can be added or changed today, newest first."""
    windows, day = load_windows(), today()
    return [year for year in sorted(kind.years, reverse=True) if windows.of_year(year).open_for_editing(day)]


def json_body(request: HttpRequest) -> tuple[bytes, Any]:
    """The body as bytes and as values; numbers with a point are read exactly."""
    if (request.content_type or "").lower() != "application/json":
        raise ProblemError("not-json", "Send JSON in UTF-8 with “Content-Type: application/json”")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError("not-json", "Send the JSON as it is, without “Content-Encoding”")
    if "Transfer-Encoding" in request.headers:
        raise ProblemError("length-missing", "Send the body whole, with “Content-Length” instead of in chunks")
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise _too_large()
    try:
        raw = request.read(MOST_BYTES + 1)
    except UnreadablePostError:
        raise ProblemError("bad-json", "The body did not arrive whole") from None
    if len(raw) > MOST_BYTES:
        raise _too_large()
    try:
        return raw, json.loads(
            raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_each_once
        )
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, json.JSONDecodeError | _Twice) else "It is not JSON in UTF-8"
        raise ProblemError("bad-json", detail) from None


def _too_large() -> ProblemError:
    return ProblemError("too-large", f"A request has up to {MOST_BYTES // 1024 // 1024} MiB")


class _Twice(ValueError):
    """A name that stands twice in an object: which of the two is meant, nobody knows."""


def _no_number(text: str) -> None:
    raise ValueError(text)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice("A name stands twice in one object")
    return found


def json_object(
    value: Any, allowed: Mapping[str, type | tuple[type, ...]], required: tuple[str, ...]
) -> dict[str, Any]:
    """The members of an object, each of its type; anything else is told."""
    if not isinstance(value, dict):
        raise ProblemError("bad-json", "An object is expected")
    for name in required:
        if name not in value:
            raise ProblemError("bad-json", f"“{name}” is missing", pointer=f"/{name}")
    for name, member in value.items():
        if name not in allowed:
            raise ProblemError("bad-json", f"“{name[:50]}” is not expected here", pointer=f"/{pointed(name[:50])}")
        if not isinstance(member, allowed[name]):
            raise ProblemError("bad-json", f"“{name}” has the wrong type", pointer=f"/{name}")
    return value


def pointed(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
