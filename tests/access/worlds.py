"""Small worlds for tests of the access door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import Organisation
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

LOGS = {
    name: tuple(two)
    for name, two in {"X1": "AA", "X2": "AC", "Y1": "BB", "Y2": "BC", "Y3": "BD", "Z1": "DD", "Z2": "DE"}.items()
}
"""Owner and manager of each log of the table of docs/architecture.md."""

SEEN_BY = {
    "A coordinator": {"X1", "X2"},
    "A provider": {"X1"},
    "B coordinator": {"Y1", "Y2", "Y3"},
    "B provider": {"Y1"},
    "C coordinator": {"X2", "Y2"},
    "C provider": {"X2", "Y2"},
    "D coordinator": {"Y3", "Z1", "Z2"},
    "D provider": {"Y3", "Z1"},
    "E coordinator": {"Z2"},
    "E provider": {"Z2"},
    "support": set(LOGS),
    "statistician": set(LOGS),
}


@dataclass
class World:
    organisations: dict[str, Organisation]
    people: dict[str, User]
    logs: dict[str, Any]

    def named(self, rows: Any) -> set[str]:
        names = {log.pk: name for name, log in self.logs.items()}
        return {names[row.pk] for row in rows}


def make_log(model: type[Any], owner: Organisation | None, manager: Organisation | None, **fields: Any) -> Any:
    fields = {"status": LogStatus.IN_PROGRESS, **fields}
    return model.objects.create(owning_organisation=owner, managing_organisation=manager, **fields)


def acid_world(model: type[LettingsLog] | type[SalesLog]) -> World:
    """Organisations A to E with a coordinator and a provider each, the department's people, and seven logs."""
    organisations = {letter: OrganisationFactory(name=f"Organisation {letter}") for letter in "ABCDE"}
    people: dict[str, Any] = {"support": SupportFactory(), "statistician": StatisticianFactory()}
    for letter, organisation in organisations.items():
        people[f"{letter} coordinator"] = CoordinatorFactory(organisation=organisation)
        people[f"{letter} provider"] = ProviderFactory(organisation=organisation)
    logs = {
        name: make_log(model, organisations[owner], organisations[manager]) for name, (owner, manager) in LOGS.items()
    }
    return World(organisations, people, logs)
