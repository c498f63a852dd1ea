"""By what the API narrows a list of logs: the filters and the search of the list in the admin, and two of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from portal.api.calls import Call, Collection
from portal.api.cursors import number_in
from portal.api.deliver import space_of
from portal.api.problems import ProblemError
from portal.api.schemas import DAY, ID, MOMENT, TEXT
from portal.api.verdicts import STATUS_WORDS
from portal.logs.admin.base import LogAdmin
from portal.logs.admin.filters import NOBODY_LEFT, LogFilter, StatusFilter, Takes
from portal.logs.admin.search import search_logs
from portal.logs.status import LogStatus
from portal.logs.uploads.models import ExternalReference

LARGEST_ID = 2**63 - 1
LONGEST_TEXT = 200
CODE_OF_STATUS = {word: code for code, word in STATUS_WORDS.items() if code != LogStatus.DELETED}
SOME_TEXT = {**TEXT, "pattern": r"\S", "maxLength": LONGEST_TEXT}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DESCRIPTIONS = {
    Takes.ID: "An id",
    Takes.DAY: "A day of the log",
    Takes.STATUS: "How far the logs are; several for any of them",
    Takes.PERSON: f"The id of whoever completes them, or “{NOBODY_LEFT}” for those with nobody who can sign in",
    Takes.TEXT: "A part of it",
    Takes.YES: "“yes” for those with something to do",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of the list: what may be sent, and which logs a value leaves."""

    name: str
    text: str
    schema: Mapping[str, Any]
    read: Callable[[str, str], Any]
    narrow: Callable[[Call, QuerySet[Any], list[Any]], QuerySet[Any]]
    several: bool = False


def parameters(place: Collection) -> list[Parameter]:
    """What the list of a kind and year can be narrowed by."""
    own = _admin(place)
    filters = [one for one in own.list_filter if isinstance(one, type) and issubclass(one, LogFilter)]
    return [
        Parameter("q", f"Free text. {own.search_help_text}", SOME_TEXT, _text, _searched(own)),
        *(_of_filter(one, place) for one in filters if one.takes is not None),
        Parameter("changed_since", "Changed at or after this moment, with its offset", MOMENT, _moment, _changed),
        Parameter("external_reference", "What your system calls the log", TEXT, lambda text, name: text, _referred),
    ]


def narrowed(call: Call, place: Collection, query: Mapping[str, Any], logs: QuerySet[Any]) -> QuerySet[Any]:
    """The logs that fit all that is asked for; each value is read before anything is looked up."""
    for parameter in parameters(place):
        if parameter.name in query:
            sent = query[parameter.name]
            texts = sent if isinstance(sent, list) else [sent]
            logs = parameter.narrow(call, logs, [parameter.read(text, parameter.name) for text in texts])
    return logs


def _admin(place: Collection) -> LogAdmin:
    own = admin.site.get_model_admin(place.kind.model)
    assert isinstance(own, LogAdmin)
    return own


def _of_filter(one: type[LogFilter], place: Collection) -> Parameter:
    assert one.takes is not None
    name = one.column if one.takes is Takes.CODE else str(one.parameter_name)
    schema, read = _codes(one, place) if one.takes is Takes.CODE else _READ[one.takes]
    text = f"{one.title}. {_DESCRIPTIONS.get(one.takes, 'Its codes; several for any of them')}"
    if one.multiple:
        schema = {"type": "array", "items": schema}

    def narrow(call: Call, logs: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
        if one is StatusFilter and call.is_test:  # all of them are pending; how far they are stands beside
            return logs.filter(pending_status__in=values)
        return one.narrow(logs, values)

    return Parameter(name, text, schema, read, narrow, one.multiple)


def _codes(one: type[LogFilter], place: Collection) -> tuple[dict[str, Any], Callable[[str, str], Any]]:
    """The codes of the question in the year of the address."""
    codes = [option.code for option in place.program.questionnaire.by_id[one.column][0].options]

    def read(text: str, name: str) -> Any:
        for code in codes:
            if text == str(code):
                return code
        raise _wrong(name, f"is one of {', '.join(map(str, codes))}")

    return {"type": "integer", "enum": codes}, read


def _id(text: str, name: str) -> int:
    return number_in(text, name, least=1, most=LARGEST_ID)


def _person(text: str, name: str) -> int | str:
    return text if text == NOBODY_LEFT else _id(text, name)


def _status(text: str, name: str) -> LogStatus:
    if text not in CODE_OF_STATUS:
        raise _wrong(name, f"is one of {', '.join(CODE_OF_STATUS)}")
    return CODE_OF_STATUS[text]


def _yes(text: str, name: str) -> str:
    if text != "yes":
        raise _wrong(name, "is “yes”, or left out")
    return text


def _text(text: str, name: str) -> str:
    found = " ".join(text.split())
    if not found or len(text) > LONGEST_TEXT:
        raise _wrong(name, f"is a text of up to {LONGEST_TEXT} characters")
    return found


def _day(text: str, name: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(name, "is a day, such as 2026-05-01") from None


def _moment(text: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None and found.year > 1:
            return found
    except ValueError:
        pass
    raise _wrong(name, "is a moment with its offset, such as 2026-05-01T08:00:00Z (in addresses, + is written %2B)")


def _wrong(name: str, text: str) -> ProblemError:
    return ProblemError("bad-request", f"“{name}” {text}", parameter=name)


_READ: Mapping[Takes, tuple[dict[str, Any], Callable[[str, str], Any]]] = {
    Takes.ID: (ID, _id),
    Takes.DAY: (DAY, _day),
    Takes.STATUS: ({"type": "string", "enum": list(CODE_OF_STATUS)}, _status),
    Takes.PERSON: ({"anyOf": [ID, {"type": "string", "enum": [NOBODY_LEFT]}]}, _person),
    Takes.TEXT: (SOME_TEXT, _text),
    Takes.YES: ({"type": "string", "enum": ["yes"]}, _yes),
}


def _searched(own: LogAdmin) -> Callable[[Call, QuerySet[Any], list[Any]], QuerySet[Any]]:
    def narrow(call: Call, logs: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
        return search_logs(logs, values[0], own.search_columns, ordered=True)

    return narrow


def _changed(call: Call, logs: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
    return logs.filter(updated_at__gte=values[0])


def _referred(call: Call, logs: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
    known = ExternalReference.objects.filter(
        organisation=call.user.organisation_id,
        log_type=space_of(call, logs.model.kind.log_type),
        reference=values[0],
    )
    return logs.filter(pk__in=known.values("log_id"))
