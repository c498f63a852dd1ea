"""Whatever the graph of organisations, lists, has_perm, explanation and a small reference agree."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from accounts.roles import Role
from lettings.models import LettingsLog
from orgs.access.explain import explain_access
from orgs.access.sync import sync_grants
from orgs.models import Organisation
from tests.access.worlds import make_log
from tests.factories.accounts import UserFactory
from tests.factories.orgs import DepartmentFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NODES = 5
node = st.integers(0, NODES - 1)
graphs = st.fixed_dictionaries(
    {
        "absorbed_by": st.lists(st.one_of(st.none(), node), min_size=NODES, max_size=NODES),
        "logs": st.lists(st.tuples(st.one_of(st.none(), node), st.one_of(st.none(), node)), min_size=1, max_size=8),
        "people": st.lists(st.tuples(node, st.sampled_from([None, *Role])), min_size=1, max_size=6),
    }
)


def reference(user: User, log: LettingsLog) -> tuple[bool, bool]:
    """The mission in a few lines: (may see, may change)."""
    if user.role == Role.SUPPORT:
        return True, True
    if user.role == Role.STATISTICIAN:
        return True, False
    mine = {user.organisation_id}
    while True:
        more = set(Organisation.objects.filter(absorbing_organisation__in=mine).values_list("pk", flat=True))
        if more <= mine:
            break
        mine |= more
    sees = log.managing_organisation_id in mine
    if user.role == Role.DATA_COORDINATOR:
        sees = sees or log.owning_organisation_id in mine
    return sees, sees


class RandomGraphs(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(graph=graphs)
    def test_everything_agrees_with_the_reference(self, graph: dict) -> None:
        organisations = OrganisationFactory.create_batch(NODES, rent_period_codes=[])
        for child, parent in enumerate(graph["absorbed_by"]):
            if parent is not None and parent < child:  # no circles: nothing merges into its own heir
                organisations[child].absorbing_organisation = organisations[parent]
                organisations[child].merge_date = date(2026, 6, 1)
                organisations[child].save()
        people = [
            UserFactory(
                organisation=DepartmentFactory(rent_period_codes=[])
                if role in (Role.SUPPORT, Role.STATISTICIAN)
                else organisations[index],
                role=role,
            )
            for index, role in graph["people"]
        ]
        logs = [
            make_log(
                LettingsLog,
                None if owner is None else organisations[owner],
                None if manager is None else organisations[manager],
            )
            for owner, manager in graph["logs"]
        ]
        self.check(people, logs)
        sync_grants()
        self.check(people, logs)

    def check(self, people: list[User], logs: list[LettingsLog]) -> None:
        for person in people:
            listed = set(LettingsLog.objects.visible_to(person))
            for log in logs:
                sees, changes = reference(person, log)
                assert (log in listed) is sees
                assert person.has_perm("lettings.view_lettingslog", log) is sees
                assert person.has_perm("lettings.change_lettingslog", log) is changes
        for log in logs:
            told = {person for entry in explain_access(log) for person in entry.people}
            assert told & set(people) == {person for person in people if reference(person, log)[0]}
