"""The table of docs/architecture.md on lists, single objects and has_perm, for both kinds of log."""

from typing import Any

import pytest

from django.core.exceptions import PermissionDenied
from django.http import Http404

from lettings.models import LettingsLog
from orgs.access import can, get_visible_or_404, require
from orgs.access.explain import explain_access
from sales.models import SalesLog
from tests.access.worlds import LOGS, SEEN_BY, World, acid_world

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("model", [LettingsLog, SalesLog])


@pytest.fixture
def world(model: type[Any]) -> World:
    return acid_world(model)


def perm(model: type[Any], verb: str) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


@BOTH
def test_lists(world: World, model: type[Any]) -> None:
    seen = {name: world.named(model.objects.visible_to(person)) for name, person in world.people.items()}
    assert seen == SEEN_BY


@BOTH
def test_single_objects_and_has_perm_agree_with_lists(world: World, model: type[Any]) -> None:
    for name, person in world.people.items():
        for log_name, log in world.logs.items():
            seen = log_name in SEEN_BY[name]
            assert can(person, "view", log) is seen
            assert person.has_perm(perm(model, "view"), log) is seen
            assert person.has_perm(perm(model, "change"), log) is (seen and not person.is_statistician)
            if seen:
                assert get_visible_or_404(model.objects.all(), person, pk=log.pk) == log
            else:
                with pytest.raises(Http404):
                    get_visible_or_404(model.objects.all(), person, pk=log.pk)


@BOTH
def test_out_of_scope_is_not_found_and_forbidden_is_forbidden(world: World, model: type[Any]) -> None:
    with pytest.raises(Http404):
        require(world.people["A provider"], "change", world.logs["X2"])
    with pytest.raises(PermissionDenied):
        require(world.people["statistician"], "change", world.logs["X2"])
    require(world.people["A coordinator"], "change", world.logs["X2"])


@BOTH
def test_provider_deletes_only_what_is_assigned_to_them(world: World, model: type[Any]) -> None:
    provider, log = world.people["A provider"], world.logs["X1"]
    assert not provider.has_perm(perm(model, "delete"), log)
    log.assigned_to = provider
    assert provider.has_perm(perm(model, "delete"), log)
    assert world.people["A coordinator"].has_perm(perm(model, "delete"), world.logs["X2"])
    assert not world.people["statistician"].has_perm(perm(model, "delete"), log)


@BOTH
def test_explanation_agrees_with_lists(world: World, model: type[Any]) -> None:
    people = {person.pk: name for name, person in world.people.items()}
    for log_name in LOGS:
        entries = explain_access(world.logs[log_name])
        told = {people[person.pk] for entry in entries for person in entry.people}
        assert told == {name for name, logs in SEEN_BY.items() if log_name in logs}
        changing = {people[person.pk] for entry in entries if entry.may_change for person in entry.people}
        assert changing == told - {"statistician"}
        assert all(entry.reasons for entry in entries)


@BOTH
def test_nobody_sees_without_being_able_to_act(world: World, model: type[Any]) -> None:
    person = world.people["A coordinator"]
    person.active = False
    person.save()
    assert not model.objects.visible_to(person).exists()
    assert not person.has_perm(perm(model, "view"), world.logs["X1"])


@BOTH
def test_somebody_without_a_role_sees_what_a_provider_sees(world: World, model: type[Any]) -> None:
    person = world.people["A coordinator"]
    person.role = None
    person.save()
    assert world.named(model.objects.visible_to(person)) == SEEN_BY["A provider"]
