"""What somebody asks to see: a kind of log, a year, and at most one member of one breakdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from orgs.access import grants_of
from orgs.access.grants import VIEW_OWNED_LOGS
from orgs.areas.models import LocalAuthority
from orgs.codes import ProviderType
from orgs.models import Organisation, OrganisationNameChange
from portal.clock import today
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named, kinds
from portal.parameters import whole_number
from portal.statistics.models import Summary
from portal.theme.forms import GovForm, GovRadiosField, GovSearchSelectField, GovSelectField
from portal.windows.dates import collection_year

if TYPE_CHECKING:
    from accounts.models import User

BREAKDOWNS = {
    "part": "Needs type or sale type",
    "landlord": "Type of landlord",
    "area": "Local authority",
    "owner": "Organisation that owns the homes",
}


@dataclass(frozen=True)
class Selection:
    """What is shown. `own` is the organisation that looks at itself: its figures are its own, so nothing is held back."""

    kind: LogKind
    year: int
    breakdown: str = "all"
    member: str = ""
    own: Organisation | None = None
    named: str = ""
    """What the member is called."""

    @cached_property
    def title(self) -> str:
        """In words: Lettings, 2026 to 2027, Leeds."""
        return ", ".join(filter(None, [self.kind.words.title, f"{self.year} to {self.year + 1}", self.whose]))

    @cached_property
    def whose(self) -> str:
        """Whose figures these are, besides kind and year."""
        if self.own is not None:
            return self.own.name_on(today())
        return self.named

    @property
    def query(self) -> dict[str, Any]:
        """The same as part of an address."""
        chosen: dict[str, Any] = {"kind": self.kind.log_type, "year": self.year}
        if self.breakdown != "all":
            chosen[self.breakdown] = self.member
        return chosen

    def of_year(self, year: int) -> Selection:
        """The same of another year."""
        return Selection(self.kind, year, self.breakdown, self.member, self.own, self.named)


def may_see_statistics(user: User) -> bool:
    """Support and statisticians see all; coordinators see their own organisation."""
    return user.is_privileged or own_organisation(user) is not None


def own_organisation(user: User) -> Organisation | None:
    """The organisation whose figures somebody sees as its own."""
    if user.is_privileged or user.organisation_id not in grants_of(user).on(VIEW_OWNED_LOGS):
        return None
    return user.organisation


def members_of(kind: LogKind, year: int, breakdown: str) -> list[tuple[str, str]]:
    """The members of a breakdown that have logs, by name."""
    found = set(
        Summary.objects.filter(log_type=kind.log_type, year=year, breakdown=breakdown, measure="status").values_list(
            "member", flat=True
        )
    ) - {""}
    return sorted(_named(kind, year, breakdown, found), key=lambda pair: pair[1].casefold())


def _named(kind: LogKind, year: int, breakdown: str, members: set[str]) -> Iterable[tuple[str, str]]:
    if breakdown == "owner":
        names = dict(Organisation.objects.filter(pk__in=members).values_list("pk", "name"))
        begun = OrganisationNameChange.objects.filter(discarded_at=None, startdate__lte=today()).order_by("startdate")
        names |= {pk: name for pk, name in begun.values_list("organisation_id", "name") if pk in names}
        return [(str(pk), name) for pk, name in names.items()]
    if breakdown == "area":
        areas = dict(LocalAuthority.objects.filter(code__in=members).values_list("code", "name"))
        return [(code, areas.get(code, code)) for code in members]
    if breakdown == "landlord":
        return [(name, str(ProviderType[name].label)) for name in members]
    labels: dict[str, str] = {}
    for question in kind.program(year).questionnaire.by_field.get(kind.part_field, ()):
        labels |= {str(code): label for code, label in question.label_of.items()}
    return [(code, labels[code]) for code in members if code in labels]


class SelectionForm(GovForm):
    """The kind and the year, and for the department one thing to look at alone."""

    kind = GovRadiosField(label="Logs", inline=True, small=True, required=False)
    year = GovSelectField(label="Collection year", required=False)

    def __init__(self, data: Mapping[str, Any], user: User, without: Iterable[str] = ()) -> None:
        super().__init__(data or None)
        self.user = user
        self.breakdowns = [name for name in BREAKDOWNS if name not in without] if user.is_privileged else []
        chosen = data.get("kind") if data.get("kind") in [kind.log_type for kind in kinds()] else kinds()[0].log_type
        self.chosen_kind = kind_named(str(chosen))
        years = self.chosen_kind.years
        default = min(max(collection_year(today()), years[0]), years[-1])
        wanted = whole_number(data.get("year", default))
        self.chosen_year = wanted if wanted in years else default
        self._offer("kind", [(kind.log_type, kind.words.title) for kind in kinds()], chosen)
        self._offer("year", [(str(year), f"{year} to {year + 1}") for year in reversed(years)], str(self.chosen_year))
        for breakdown in self.breakdowns:
            options = members_of(self.chosen_kind, self.chosen_year, breakdown)
            search = GovSearchSelectField if len(options) > 15 else GovSelectField
            self.fields[breakdown] = search(label=BREAKDOWNS[breakdown], options=options, required=False)
            self._offer(breakdown, [("", "All"), *options])

    def _offer(self, name: str, choices: list[tuple[str, str]], initial: Any = None) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        field.initial = initial

    def clean(self) -> dict[str, Any]:
        """One breakdown at a time: crossed ones would be small, and could be taken from each other."""
        cleaned = super().clean() or {}
        chosen = [name for name in self.breakdowns if cleaned.get(name)]
        if len(chosen) > 1:
            said = "Choose only one of needs or sale type, type of landlord, local authority and organisation"
            self.add_error(chosen[1], said)
        return cleaned

    def selection(self) -> Selection:
        """What was asked for; the whole when that was in error."""
        own = own_organisation(self.user)
        if own is not None:
            return Selection(self.chosen_kind, self.chosen_year, own=own)
        if not self.user.is_privileged:
            raise PermissionDenied
        if self.is_bound and self.is_valid():
            for breakdown in self.breakdowns:
                if member := self.cleaned_data.get(breakdown):
                    choices: Any = self.fields[breakdown]
                    named = dict(choices.choices)[member]
                    return Selection(self.chosen_kind, self.chosen_year, breakdown, member, named=named)
        return Selection(self.chosen_kind, self.chosen_year)
