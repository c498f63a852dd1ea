"""Nothing that points at an organisation or a person is forgotten when they merge or are deleted."""

import pytest

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from orgs import relations
from orgs.merges import perform
from orgs.merges.plan import build_plan
from orgs.relations import Event
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory


@pytest.mark.django_db
def test_a_merge_refuses_a_relation_that_nobody_has_named(monkeypatch: pytest.MonkeyPatch) -> None:
    request = MergeRequestFactory(absorbing_organisation__signed=True, merge_date="2020-04-01")
    MergeRequestOrganisationFactory(merge_request=request)
    request.refresh_from_db()
    assert build_plan(request).problems == []
    left = {name: what for name, what in relations.named(Event.MERGE).items() if name != "sales.SalesLog.assigned_to"}
    monkeypatch.setitem(relations._NAMED, Event.MERGE, left)
    assert "sales.SalesLog.assigned_to" in build_plan(request).problems[0]
    with pytest.raises(ValidationError):
        perform.start(actor=request.requester, request=request)


def test_relations_of_every_model_are_walked() -> None:
    found = set(relations.relations_to("orgs.Organisation", "accounts.User"))
    assert {"lettings.LettingsLog.owning_organisation", "orgs.MergeRequest.merging_organisations"} <= found
    assert "accounts.User_groups.user" in found
    assert not any("Historical" in name for name in found)
    assert list(relations.relations_to(Group._meta.label))
