"""Loading the directory: who and what the codes of a chunk of rows name, in a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from orgs.models import Organisation, OrganisationRelationship
from orgs.names import name_today
from portal.addresses.services import ServiceUnavailable, address_service
from portal.logs.address_lookup import search_available
from portal.logs.uploads.rows.directory import Directory, KnownOrganisation, Places, nothing_found
from portal.logs.uploads.rows.layout import Layout
from portal.theme.forms import Option

_OWN = re.compile(r"ORG\s*0*(\d{1,15})\Z", re.ASCII)
_PROVIDER_TYPES = {1: "LA", 2: "PRP"}
SURE = 0.7
Sent = Mapping[int, str | None]


class Names(NamedTuple):
    """The codes of organisations and the e-mail addresses in some rows."""

    codes: frozenset[str]
    emails: frozenset[str]


def names_in(layout: Layout, rows: Sequence[Sent]) -> Names:
    """Whom the cells of these rows name."""
    codes = _texts(layout, rows, "owning_organisation_id", "managing_organisation_id")
    return Names(frozenset(codes), frozenset(text.lower() for text in _texts(layout, rows, "assigned_to_id")))


def load_directory(
    names: Names,
    *,
    uploader: User,
    organisation: Organisation,
    places: Callable[[Iterable[int]], Places] | None = None,
) -> Directory:
    """Everything that is named; `uploader` delivers rows for `organisation`."""
    known, former = _organisations(names.codes, organisation.pk)
    people = User.objects.annotate(lowered=Lower("email")).filter(lowered__in=names.emails).order_by("-active", "-pk")
    return Directory(
        organisations=known,
        former_codes=former,
        agents=agents_of(known),
        allowed_owners=allowed_owners(organisation),
        users={email: (pk, org) for pk, org, email in people.values_list("pk", "organisation_id", "lowered")},
        uploader_id=uploader.pk,
        by_support=uploader.is_support,
        places=places(known) if places else None,
        address_found=_sure_address if search_available() else nothing_found,
    )


def _texts(layout: Layout, rows: Sequence[Sent], *names: str) -> set[str]:
    numbers = [number for name in names for column in layout.of_answer[name] for number in column.fields]
    return {text for sent in rows for number in numbers if (text := (sent.get(number) or "").strip())}


def _organisations(codes: Set[str], own: int) -> tuple[dict[int, KnownOrganisation], dict[str, int]]:
    ids = {int(match[1]) for code in codes if (match := _OWN.match(code.upper()))}
    former = {code for code in codes if not _OWN.match(code.upper())}
    found = Organisation.objects.kept().filter(Q(pk__in={*ids, own}) | Q(old_visible_id__in=former)).order_by("pk")
    fields = ("pk", "holds_own_stock", "absorbing_organisation_id", "provider_type", "old_visible_id")
    known: dict[int, KnownOrganisation] = {}
    by_code: dict[str, int] = {}
    for pk, stock, absorbing, provider, code in found.values_list(*fields):
        known[pk] = KnownOrganisation(pk, stock, absorbing, _PROVIDER_TYPES.get(provider))
        if code in former:
            by_code.setdefault(code, pk)
    return known, by_code


def agents_of(owners: Iterable[int]) -> dict[int, frozenset[int]]:
    """Who manages the stock of these owners."""
    pairs = OrganisationRelationship.objects.filter(stock_owner__in=list(owners)).order_by()
    found: dict[int, set[int]] = {}
    for owner, agent in pairs.values_list("stock_owner_id", "managing_agent_id"):
        found.setdefault(owner, set()).add(agent)
    return {owner: frozenset(agents) for owner, agents in found.items()}


def allowed_owners(organisation: Organisation) -> frozenset[int]:
    """Itself with stock, those it absorbed with stock, and the stock owners of both."""
    own = Q(pk=organisation.pk) | Q(absorbing_organisation=organisation, discarded_at=None)
    both = dict(Organisation.objects.filter(own).order_by().values_list("pk", "holds_own_stock"))
    owners = OrganisationRelationship.objects.filter(managing_agent__in=list(both)).order_by()
    with_stock = (pk for pk, stock in both.items() if stock)
    return frozenset((*with_stock, *owners.values_list("stock_owner_id", flat=True)))


def named_in_cells(organisation: Organisation) -> dict[str, list[Option]]:
    """Who may be named in rows of an organisation: the codes and e-mail addresses of files, with the names behind them."""
    owners = allowed_owners(organisation)
    managers = owners.union([organisation.pk], *agents_of(owners).values())
    both = (
        Organisation.objects.kept().filter(pk__in=managers).annotate(name_now=name_today()).order_by("name_now", "pk")
    )
    codes = {pk: Option(f"ORG{pk}", f"{name} (ORG{pk})") for pk, name in both.values_list("pk", "name_now")}
    people = User.objects.filter(organisation=organisation, active=True).order_by("name", "pk")
    return {
        "owning_organisation_id": [option for pk, option in codes.items() if pk in owners],
        "managing_organisation_id": list(codes.values()),
        "assigned_to_id": [Option(email, f"{name} ({email})") for email, name in people.values_list("email", "name")],
    }


def _sure_address(text: str) -> str | None:
    """The UPRN of an address that is found for sure; a service that is down finds nothing."""
    try:
        found = address_service().search(text, SURE)
    except ServiceUnavailable:
        return None
    best = next(iter(found), None)
    return best.uprn if best is not None and (best.match or 0) >= SURE else None
