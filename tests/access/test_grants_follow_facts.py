"""Grants follow roles, relationships and mergers; exceptions are added and revoked by hand."""

import re
from datetime import date

import pytest
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from lettings.models import LettingsLog
from orgs.access import grants_of
from orgs.access.explain import explain_access
from orgs.access.grants import with_grants
from orgs.access.sync import sync_grants
from orgs.access_backend import AccessBackend
from orgs.models import GrantSource, OrganisationGroupObjectPermission, OrganisationUserObjectPermission
from orgs.models.organisation import Organisation
from tests.access.worlds import World, acid_world, make_log
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, UserFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return acid_world(LettingsLog)


def absorb(absorbed: Organisation, absorber: Organisation) -> None:
    absorbed.absorbing_organisation = absorber
    absorbed.merge_date = date(2026, 6, 1)
    absorbed.save()


def test_merger_gives_the_absorber_what_the_absorbed_saw(world: World) -> None:
    absorb(world.organisations["A"], world.organisations["E"])
    assert world.named(LettingsLog.objects.visible_to(world.people["E coordinator"])) == {"Z2", "X1", "X2"}
    assert world.named(LettingsLog.objects.visible_to(world.people["E provider"])) == {"Z2", "X1"}
    reasons = [reason for entry in explain_access(world.logs["X1"]) for reason in entry.reasons]
    assert any("has merged into Organisation E" in reason for reason in reasons)


def test_merger_of_mergers(world: World) -> None:
    absorb(world.organisations["A"], world.organisations["E"])
    absorb(world.organisations["E"], world.organisations["B"])
    seen = world.named(LettingsLog.objects.visible_to(world.people["B provider"]))
    assert seen == {"Y1", "X1", "Z2"}


def test_merger_undone_takes_the_grants_away(world: World) -> None:
    organisation = world.organisations["A"]
    absorb(organisation, world.organisations["E"])
    Organisation.objects.filter(pk=organisation.pk).update(absorbing_organisation=None, merge_date=None)
    sync_grants()
    assert world.named(LettingsLog.objects.visible_to(world.people["E coordinator"])) == {"Z2"}


def test_relationship_gives_schemes_and_no_logs(world: World) -> None:
    owner, agent = world.organisations["A"], world.organisations["E"]
    relationship = OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    provider, coordinator = world.people["E provider"], world.people["E coordinator"]
    assert owner.pk in grants_of(provider).on("view_schemes")
    assert owner.pk not in grants_of(provider).on("manage_schemes")
    assert owner.pk in grants_of(coordinator).on("manage_schemes")
    assert world.named(LettingsLog.objects.visible_to(coordinator)) == {"Z2"}
    relationship.delete()
    assert owner.pk not in grants_of(coordinator).on("manage_schemes")


def test_exception_for_one_person_is_a_row_that_can_be_revoked(world: World) -> None:
    person, organisation = world.people["E provider"], world.organisations["B"]
    grant = OrganisationUserObjectPermission.objects.assign_perm("view_managed_logs", person, organisation)
    OrganisationUserObjectPermission.objects.filter(pk=grant.pk).update(reason="audit of 2026")
    assert world.named(LettingsLog.objects.visible_to(person)) == {"Z2", "Y1"}
    assert not person.has_perm("lettings.change_lettingslog", world.logs["Y1"])
    assert any("audit of 2026" in reason for entry in explain_access(world.logs["Y1"]) for reason in entry.reasons)
    remove_perm("view_managed_logs", person, organisation)
    assert world.named(LettingsLog.objects.visible_to(person)) == {"Z2"}


def test_exception_for_a_role_survives_the_sync(world: World) -> None:
    group = world.organisations["E"].role_groups.get(role=1).group
    assign_perm("view_managed_logs", group, world.organisations["B"])
    sync_grants()
    assert world.named(LettingsLog.objects.visible_to(world.people["E provider"])) == {"Z2", "Y1"}
    exception = OrganisationGroupObjectPermission.objects.get(source=GrantSource.EXCEPTION)
    assert exception.content_object == world.organisations["B"]


def test_sync_of_what_is_in_step_writes_nothing(world: World) -> None:
    before = set(OrganisationGroupObjectPermission.objects.values_list("pk", flat=True))
    sync_grants()
    assert set(OrganisationGroupObjectPermission.objects.values_list("pk", flat=True)) == before


def test_change_of_role_or_organisation_is_right_at_once(world: World) -> None:
    person = world.people["A coordinator"]
    person.organisation = world.organisations["B"]
    person.save()
    assert world.named(LettingsLog.objects.visible_to(person)) == {"Y1", "Y2", "Y3"}
    person.role = 1
    person.save()
    assert world.named(LettingsLog.objects.visible_to(person)) == {"Y1"}


def test_agreement_is_signed_only_by_a_data_protection_officer_of_the_organisation() -> None:
    organisation = OrganisationFactory()
    officer = ProviderFactory(organisation=organisation, is_dpo=True)
    assert officer.has_perm("orgs.sign_agreement", organisation)
    assert not officer.has_perm("orgs.sign_agreement", OrganisationFactory())
    assert not CoordinatorFactory(organisation=organisation).has_perm("orgs.sign_agreement", organisation)
    officer.is_dpo = False
    officer.save()
    assert not officer.has_perm("orgs.sign_agreement", organisation)


def test_logs_without_organisations_are_seen_by_the_department_alone(world: World) -> None:
    log = make_log(LettingsLog, None, None)
    for name, person in world.people.items():
        assert person.has_perm("lettings.view_lettingslog", log) is (name in {"support", "statistician"})


def test_the_query_of_the_person_answers_however_many_questions(world: World, django_assert_num_queries) -> None:
    known = world.people["B coordinator"]
    held = grants_of(known)
    with django_assert_num_queries(1):
        person = AccessBackend().get_user(known.pk)
        assert grants_of(person) == held
        for log in world.logs.values():
            person.has_perm("lettings.view_lettingslog", log)
            person.has_perm("lettings.change_lettingslog", log)
    with django_assert_num_queries(1):
        list(LettingsLog.objects.visible_to(person))


def test_what_is_read_with_a_person_is_what_they_hold(world: World) -> None:
    exception = OrganisationFactory()
    assign_perm("orgs.view_schemes", world.people["B coordinator"], exception)
    for known in world.people.values():
        person = AccessBackend().get_user(known.pk)
        assert grants_of(person) == grants_of(known)
    assert exception.pk in grants_of(AccessBackend().get_user(world.people["B coordinator"].pk)).on("view_schemes")


def test_support_is_asked_for_no_grants_at_all(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert LettingsLog.objects.visible_to(world.people["support"]).count() == 7
    assert "organisation_id" not in str(LettingsLog.objects.visible_to(world.people["support"]).values("pk").query)


def test_no_grants_of_support_are_read_with_the_person(world: World) -> None:
    for name, person in world.people.items():
        plan = with_grants(User.objects.filter(pk=person.pk)).explain(analyze=True)
        looked = [line for line in re.findall(r"SubPlan .*\n(.*)", plan) if "never executed" not in line]
        assert bool(looked) is (name != "support"), plan


def test_person_deleted_sees_nothing() -> None:
    person = UserFactory()
    log = make_log(LettingsLog, person.organisation, person.organisation)
    assert LettingsLog.objects.visible_to(person).get() == log
    person.discarded_at = person.created_at
    person.save()
    assert not LettingsLog.objects.visible_to(person).exists()
