"""The people and objects that the permission matrix is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import Organisation
from sales.models import SalesLog
from tests.access.worlds import make_log
from tests.factories.accounts import (
    CoordinatorFactory,
    ProviderFactory,
    StatisticianFactory,
    SupportFactory,
    UserFactory,
)
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

RELATIONS = ("own", "related", "foreign")
OBJECTS = {
    "accounts_user": "user",
    "orgs_organisation": "organisation",
    "orgs_mergerequest": "-",
    "supported_housing_scheme": "scheme",
    "supported_housing_location": "location",
    "lettings_lettingslog": "lettings log",
    "sales_saleslog": "sales log",
}
IDS = {"pk", "object_id", "organisation_id", "scheme_id", "location_id", "log_id"}
CLOSED = ("auth_", "django_q_", "otp_", "axes_", "guardian_")
"""Packages' own records; see test_matrix."""
ABSENT = 999_999_999
"""Where a page is not about one of the objects of this world, it is asked about a record that does not exist."""
WORDS = {"page": "details", "subsection_id": "setup", "kind": "schemes", "secret": "none"}


@dataclass
class MatrixWorld:
    people: dict[str, User]
    objects: dict[tuple[str, str], Any]
    clients: dict[str, Client]


def build() -> MatrixWorld:
    own, related, foreign = (OrganisationFactory(name=name, signed=True) for name in ("Own", "Related", "Foreign"))
    OrganisationRelationshipFactory(stock_owner=related, managing_agent=own)
    people = {
        "support": SupportFactory(),
        "coordinator": CoordinatorFactory(organisation=own),
        "provider": ProviderFactory(organisation=own),
        "dpo": UserFactory(organisation=own, role=None, is_dpo=True),
        "statistician": StatisticianFactory(),
    }
    objects: dict[tuple[str, str], Any] = {}
    for relation, organisation in zip(RELATIONS, (own, related, foreign), strict=True):
        _add_objects(objects, relation, organisation, own, foreign)
    clients = {}
    for role, person in people.items():
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(person)
    clients["signed out"] = Client()
    return MatrixWorld(people, objects, clients)


def _add_objects(
    objects: dict, relation: str, organisation: Organisation, own: Organisation, foreign: Organisation
) -> None:
    scheme = SchemeFactory(owning_organisation=organisation)
    manager = foreign if relation == "related" else organisation
    owner = own if relation == "related" else organisation
    objects |= {
        ("organisation", relation): organisation,
        ("user", relation): ProviderFactory(organisation=organisation),
        ("scheme", relation): scheme,
        ("location", relation): LocationFactory(scheme=scheme),
        ("lettings log", relation): make_log(LettingsLog, owner, manager),
        ("sales log", relation): make_log(SalesLog, owner, manager),
    }


def patterns(found: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in found or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def parameters(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.regex.groupindex)


def pages() -> Iterator[tuple[str, str]]:
    """Every named address with the kind of object it is about ("-" for none)."""
    for name, pattern in patterns():
        if name.split(":")[-1].startswith(CLOSED):
            continue
        yield name, kind_of(name, pattern)


def kind_of(name: str, pattern: URLPattern) -> str:
    if "organisation_id" in parameters(pattern):
        return "organisation"
    wanted = set(parameters(pattern)) & IDS
    if not wanted or not name.startswith("admin:"):
        return "-"
    prefix = next((p for p in OBJECTS if name.startswith(f"admin:{p}_")), None)
    return OBJECTS[prefix] if prefix else "-"


def address(world: MatrixWorld, name: str, kind: str, relation: str) -> str:
    pattern = dict(patterns())[name]
    values: dict[str, Any] = {}
    for parameter in parameters(pattern):
        if kind != "-" and parameter in IDS:
            values[parameter] = world.objects[kind, relation].pk
        elif parameter == "app_label":
            values[parameter] = "orgs"
        elif parameter == "kind" and "location" in name:
            values[parameter] = "locations"
        else:
            values[parameter] = WORDS.get(parameter, ABSENT)
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return reverse(name, args=list(values.values()))


def answer(world: MatrixWorld, role: str, name: str, kind: str, relation: str) -> int:
    """The status of a look at the page; no page changes anything when looked at."""
    return world.clients[role].get(address(world, name, kind, relation)).status_code
