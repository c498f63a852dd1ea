"""Sales through the one write door: what the database keeps of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from orgs.models import LocalAuthority
from portal.addresses.models import PostcodeArea
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.factories.accounts import UserFactory
from tests.factories.orgs import OrganisationFactory
from tests.sales.test_complete_logs import DISCOUNTED, SHARED, STAIRCASING

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05")]


@pytest.fixture
def actor() -> User:
    """Someone of a landlord that has signed, in a country whose areas are known."""
    LocalAuthority.objects.get_or_create(
        code="E08000003", defaults={"name": "Manchester", "start_date": date(2021, 4, 1)}
    )
    PostcodeArea.objects.get_or_create(postcode="M11AE", defaults={"la": "E08000003"})
    user: User = UserFactory(organisation=OrganisationFactory(signed=True))
    return user


def recorded(sale: dict[str, Any], actor: User) -> SalesLog:
    """The sale as the database has it after its first save."""
    org = actor.organisation_id
    whose = {"owning_organisation_id": org, "managing_organisation_id": org, "assigned_to_id": actor.pk}
    result = record_answers(log=SalesLog(), changes={**sale, **whose}, actor=actor)
    assert result.errors == {}
    assert result.saved
    log: SalesLog = SalesLog.objects.get(pk=result.log.pk)
    return log


@pytest.mark.parametrize(("sale", "scheme"), [(SHARED, 1), (STAIRCASING, 1), (DISCOUNTED, 2)])
def test_a_complete_sale(sale: dict[str, Any], scheme: int, actor: User) -> None:
    log = recorded({**sale, "purchid": "P1"}, actor)
    assert (log.status, log.collection_year, log.date) == (LogStatus.COMPLETED, 2026, date(2026, 5, 1))
    assert (log.ownershipsch, log.purchid) == (scheme, "P1")
    assert (log.postcode_full, log.la) == ("M1 1AE", "E08000003")
    assert log.created_by == log.assigned_to == actor
    answers = log.typed_answers()
    given = set(sale) - {"owning_organisation_id", "managing_organisation_id", "assigned_to_id"}
    assert {name: answers[name] for name in given} == {name: sale[name] for name in given}


def test_the_same_sale_twice_has_one_key(actor: User) -> None:
    first, second = recorded(SHARED, actor), recorded(SHARED, actor)
    assert first.duplicate_key
    assert first.duplicate_key == second.duplicate_key
    record_answers(log=second, changes={"purchid": "other"}, actor=actor)
    assert SalesLog.objects.get(pk=second.pk).duplicate_key != first.duplicate_key


def test_an_error_keeps_the_sale_as_it_was(actor: User) -> None:
    log = recorded(SHARED, actor)
    result = record_answers(log=log, changes={"deposit": "1"}, actor=actor)
    assert not result.saved
    assert {"deposit", "mortgage", "equity"} <= set(result.errors)
    assert SalesLog.objects.get(pk=log.pk).typed_answers()["deposit"] == SHARED["deposit"]


def test_what_a_change_would_clear_is_told_first(actor: User) -> None:
    log = recorded(SHARED, actor)
    told = record_answers(log=log, changes={"resale": 1}, actor=actor, agreed_to_clear=())
    assert not told.saved
    assert {"hodate", "proplen_asked"} <= set(told.to_clear)
    agreed = record_answers(log=log, changes={"resale": 1}, actor=actor, agreed_to_clear=told.to_clear)
    assert agreed.saved
    assert SalesLog.objects.get(pk=log.pk).typed_answers()["hodate"] is None
