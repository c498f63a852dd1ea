"""Filters of lists of logs. Every choice is one that the user's own logs can have.

The API offers the filters that stand in the list of a kind of log, so each also says what a program may send.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import reduce
from operator import or_
from typing import Any, TypeGuard, cast

from django.contrib.admin import SimpleListFilter
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest

from accounts.models import User
from orgs.models import Organisation, OrganisationRelationship
from portal.clock import today
from portal.logs.admin.names import COLUMNS, NameBook, names_of
from portal.logs.models import LogQuerySet
from portal.logs.status import VISIBLE
from portal.logs.uploads.models import Submission
from portal.parameters import whole_number
from portal.requests import kept, signed_in
from portal.theme.forms.dates import typed_day
from portal.windows import load_windows
from portal.windows.request import windows_of

Pairs = list[tuple[str, str]]
# More people than this are searched by name instead of listed.
MOST_LISTED = 100
NO_DATE = "none"
NOBODY_LEFT = "gone"


class Takes(Enum):
    """What a program may send."""

    DAY = auto()
    STATUS = auto()
    CODE = auto()
    ID = auto()
    PERSON = auto()
    TEXT = auto()
    YES = auto()


class LogFilter(SimpleListFilter):
    """A filter of a list of logs, for people and for programs."""

    multiple = False
    takes: Takes | None = None
    """None where programs say it otherwise, as they say the year in the address."""
    column = ""

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """The logs that any of the values fits; a filter that is no `SeveralFilter` has one value."""
        raise NotImplementedError


class SeveralFilter(LogFilter):
    """Several values at once: logs with any of them (docs/domain/organisations.md#7.1). What is not offered is no choice."""

    multiple = True

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any) -> None:
        given = list(params.get(str(self.parameter_name), ()))
        super().__init__(request, params, model, model_admin)
        offered = {str(value) for value, _ in self.lookup_choices}
        self.chosen = [value for value in dict.fromkeys(given) if value in offered]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Each value with the list that has it alone, and the list without it."""
        name = str(self.parameter_name)
        for value, label in self.lookup_choices:
            rest = [other for other in self.chosen if other != str(value)]
            yield {
                "selected": str(value) in self.chosen,
                "query_string": changelist.get_query_string({name: str(value)}),
                "without": changelist.get_query_string({name: rest or None}),
                "display": label,
            }

    @classmethod
    def condition(cls, value: str) -> Q:
        """What one value stands for."""
        raise NotImplementedError

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs that one of the values fits."""
        return logs.filter(reduce(or_, map(cls.condition, values)))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs that one of the chosen values fits."""
        return self.narrow(queryset, self.chosen) if self.chosen else queryset


class YearFilter(SeveralFilter):
    """By collection year; without a choice, the years still listed and logs without a date."""

    title = "Collection year"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """Current, previous, and the one before while years overlap."""
        years = windows_of(request).filter_years(today())
        return [*((str(year), f"{year} to {year + 1}") for year in years), (NO_DATE, "No date yet")]

    @classmethod
    def condition(cls, value: str) -> Q:
        """Logs of that year, or those without a date."""
        return Q(date=None) if value == NO_DATE else Q(collection_year=int(value))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The chosen years, else all years whose logs are listed."""
        if self.chosen:
            return super().queryset(request, queryset)
        return cast("LogQuerySet", queryset).in_years(*windows_of(request).available_years(today()))


class StatusFilter(SeveralFilter):
    """By status."""

    title = "Status"
    parameter_name = "status"
    takes = Takes.STATUS

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The statuses that lists show."""
        return [(str(status.value), str(status.label)) for status in VISIBLE]

    @classmethod
    def condition(cls, value: str) -> Q:
        """Logs of that status."""
        return Q(status=int(value))


class _TypedFilter(LogFilter):
    """A filter into which people type what no list could offer."""

    free_text = True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What was typed."""
        if text := self.value():
            query = changelist.get_query_string({str(self.parameter_name): text})
            yield {"selected": True, "query_string": query, "display": text}


class _DayFilter(_TypedFilter):
    """By the date of the log, typed in as people write dates. What cannot be read is told and narrows nothing."""

    title = "Date"
    takes = Takes.DAY
    word = ""
    lookup = ""

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.title = f"{model.kind.words.date_heading}, {self.word}"
        self.hint = "For example, 27 5 2026"
        self.error = ""
        self.day: date | None = None
        try:
            self.day = typed_day(self.value() or "")
        except ValidationError:
            self.error = "Enter a real date, like 27 5 2026"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """None: it is typed in."""
        return []

    def has_output(self) -> bool:
        """Always."""
        return True

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs of that day and on one side of it."""
        return logs.filter(**{cls.lookup: values[0]})

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of that day and on one side of it."""
        return self.narrow(queryset, [self.day]) if self.day else queryset


class FromFilter(_DayFilter):
    """The first day."""

    parameter_name = "from"
    word = "from"
    lookup = "date__gte"


class UntilFilter(_DayFilter):
    """The last day."""

    parameter_name = "until"
    word = "until"
    lookup = "date__lte"


class _CodeFilter(SeveralFilter):
    """By a code of the set-up, with its labels."""

    takes = Takes.CODE

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The labels of the current year."""
        kind = model_admin.model.kind
        question = kind.program_for(None).questionnaire.by_id[self.column][0]
        return [(str(option.code), option.label) for option in question.options if option.offered]

    @classmethod
    def condition(cls, value: str) -> Q:
        """Logs with the chosen code."""
        return Q(**{cls.column: int(value)})


class NeedsTypeFilter(_CodeFilter):
    """General needs or supported housing."""

    title = "Needs type"
    parameter_name = "needstype"
    column = "needstype"


class SaleTypeFilter(_CodeFilter):
    """Shared ownership, discounted ownership."""

    title = "Sale type"
    parameter_name = "saletype"
    column = "ownershipsch"


class AssignedToFilter(LogFilter):
    """By who completes the log."""

    title = "Assigned to"
    parameter_name = "assigned_to"
    takes = Takes.PERSON

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The user, then the people whose logs the user sees; where they are too many, a search stands beside."""
        if _sees_everything(signed_in(request).user):
            return []
        people = _people(request)
        listed = people if len(people) <= MOST_LISTED else []
        gone = [(NOBODY_LEFT, "To be reassigned")] if signed_in(request).user.is_coordinator else []
        return [("you", "You"), *gone, *((str(pk), name) for pk, name in listed if pk != request.user.pk)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of that person."""
        value = self.value() or ""
        if value == "you":
            return queryset.filter(assigned_to=request.user)
        if value == NOBODY_LEFT:
            return cast("LogQuerySet", queryset).to_be_reassigned(windows_of(request).earliest_editable(today()))
        return self.narrow(queryset, [value]) if _is_id(value) else queryset

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs of a person, or those that are with nobody who can sign in."""
        (value,) = values
        if value == NOBODY_LEFT:
            return cast("LogQuerySet", logs).to_be_reassigned(load_windows().earliest_editable(today()))
        return logs.filter(assigned_to_id=int(value))


class AssignedNameFilter(_TypedFilter):
    """By name or email address of whoever completes the log, where there are too many people to list."""

    title = "Name or email of the person assigned"
    parameter_name = "assigned_name"
    takes = Takes.TEXT

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """None: it is typed in."""
        self.needed = _sees_everything(signed_in(request).user) or len(_people(request)) > MOST_LISTED
        return []

    def has_output(self) -> bool:
        """Shown where people are searched."""
        return self.needed

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of the people with that name or address."""
        text = " ".join((self.value() or "").replace("\x00", "").split())
        return self.narrow(queryset, [text]) if text else queryset

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs of the people with that text in their name or address."""
        (text,) = values
        return logs.filter(assigned_to__in=User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text)))


class UploadFilter(LogFilter):
    """Logs that came in with one file; chosen from the page of the upload, so it is shown only then."""

    title = "Upload"
    parameter_name = "upload"
    takes = Takes.ID

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The upload itself, where the person may see it."""
        value = self.value() or ""
        if not _is_id(value):
            return []
        found = Submission.objects.visible_to(signed_in(request).user).filter(pk=value).first()
        return [(str(found.pk), str(found))] if found else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of that upload; the list shows only what the person may see anyway."""
        value = self.value()
        return self.narrow(queryset, [value]) if _is_id(value) else queryset

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs of that upload."""
        return logs.filter(bulk_upload_id=values[0])


def _sees_everything(user: User) -> bool:
    return bool(user.is_support or user.is_statistician)


def _is_id(value: str | None) -> TypeGuard[str]:
    return whole_number(value) is not None


def _people(request: HttpRequest) -> list[tuple[int, str]]:
    """People of the own organisation, for coordinators those of its managing agents too; read once a request."""
    return kept(request, "assigned_people", lambda: _read_people(signed_in(request).user))


def _read_people(user: User) -> list[tuple[int, str]]:
    homes = Q(organisation=user.organisation_id)
    if user.is_coordinator:
        relationships = OrganisationRelationship.objects.filter(stock_owner=user.organisation_id)
        homes |= Q(organisation__in=relationships.values("managing_agent"))
    people = User.objects.filter(homes, discarded_at=None).order_by("name", "pk").values_list("pk", "name")
    return list(people[: MOST_LISTED + 1])


@dataclass(frozen=True, slots=True)
class _Near:
    """An organisation that the user's logs can name."""

    pk: int
    name: str
    may_own: bool
    may_manage: bool


def _near_organisations(request: HttpRequest) -> list[_Near]:
    """The own organisation and those it works with, for the department all of them; read once a request."""
    return kept(request, "near_organisations", lambda: _read_near(signed_in(request).user, names_of(request)))


def _read_near(user: User, names: NameBook) -> list[_Near]:
    organisations = Organisation.objects.kept()
    own = user.organisation_id
    if _sees_everything(user):
        found = organisations.filter(is_department=False).annotate(owns=Value(True), manages=Value(True))
    else:
        relations = OrganisationRelationship.objects
        ours = Q(pk=own) | Q(absorbing_organisation=own)
        is_owner = Q(Exists(relations.filter(stock_owner=OuterRef("pk"), managing_agent=own)))
        is_agent = Q(Exists(relations.filter(managing_agent=OuterRef("pk"), stock_owner=own)))
        # Data providers see only what their own organisation manages.
        managers = ours if user.is_provider else ours | is_agent
        found = organisations.annotate(
            owns=ExpressionWrapper(ours | is_owner, BooleanField()),
            manages=ExpressionWrapper(managers, BooleanField()),
        ).filter(Q(owns=True) | Q(manages=True))
    roles: dict[int, tuple[bool, bool]] = {}
    for *line, owns, manages in found.order_by().values_list(*COLUMNS, "owns", "manages"):
        names.learn(line)
        roles[line[0]] = (bool(owns), bool(manages))
    near = [_Near(pk, names.on(pk), owns, manages) for pk, (owns, manages) in roles.items()]
    return sorted(near, key=lambda one: (one.pk != own, one.name.lower()))


class _OrganisationFilter(LogFilter):
    """By one of the organisations whose logs the user can see."""

    takes = Takes.ID

    def has_output(self) -> bool:
        """Hidden where there is nothing to choose."""
        return len(self.lookup_choices) > 1

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """Own organisation and those it works with; for the department, all."""
        return [(str(near.pk), near.name) for near in _near_organisations(request) if self.offers(near)]

    def offers(self, near: _Near) -> bool:
        """Whether logs of the user can name the organisation here."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of that organisation."""
        value = self.value()
        return self.narrow(queryset, [int(str(value))]) if _is_id(value) else queryset

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs of that organisation."""
        return logs.filter(**{cls.column: values[0]})


class OwnerFilter(_OrganisationFilter):
    """By stock owner."""

    title = "Owned by"
    parameter_name = "owner"
    column = "owning_organisation_id"

    def offers(self, near: _Near) -> bool:
        """Stock owners."""
        return near.may_own


class ManagerFilter(_OrganisationFilter):
    """By managing organisation."""

    title = "Managed by"
    parameter_name = "manager"
    column = "managing_organisation_id"

    def offers(self, near: _Near) -> bool:
        """Managing agents."""
        return near.may_manage


class EitherFilter(_OrganisationFilter):
    """For the department: the list of one organisation holds what it owns and what it manages."""

    title = "Owned or managed by"
    parameter_name = "organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """Everybody else looks at the logs of the own organisation anyway."""
        return super().lookups(request, model_admin) if _sees_everything(signed_in(request).user) else []

    def offers(self, near: _Near) -> bool:
        """Any organisation."""
        return True

    @classmethod
    def narrow(cls, logs: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Logs that name the organisation as owner or as manager."""
        (pk,) = values
        return logs.filter(Q(owning_organisation_id=pk) | Q(managing_organisation_id=pk))


class ReporterFilter(ManagerFilter):
    """For sales the managing organisation is the one that reports."""

    title = "Reported by"
