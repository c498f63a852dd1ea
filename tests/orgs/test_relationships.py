"""A party cannot give itself rights over another's data: the other side agrees first."""

from __future__ import annotations

from typing import Any

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import SentEmail, User
from orgs import relationships
from orgs.models import OrganisationGroupObjectPermission, OrganisationRelationship, RelationshipProposal
from orgs.tasks import proposal_blockers
from supported_housing import codes
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = pytest.mark.django_db
State = RelationshipProposal.State


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def asking() -> User:
    return CoordinatorFactory(organisation__name="Alder", organisation__signed=True)


@pytest.fixture
def owner() -> User:
    return CoordinatorFactory(organisation__name="Birch", organisation__signed=True)


def propose(asking: User, owner: User) -> RelationshipProposal:
    page = f"/orgs/organisation/{asking.organisation_id}/relationships/"
    signed_in(asking).post(page, {"kind": "stock_owner", "other": owner.organisation_id})
    return RelationshipProposal.objects.get()


def test_a_proposal_opens_nothing(asking: User, owner: User) -> None:
    """The whole way that read and took over a refuge."""
    scheme = SchemeFactory(owning_organisation=owner.organisation, sensitive=codes.YesNo.YES)
    location = LocationFactory(scheme=scheme, postcode="LS1 1UR")
    client = signed_in(asking)
    propose(asking, owner)
    assert not OrganisationRelationship.objects.exists()
    assert not OrganisationGroupObjectPermission.objects.filter(source="relationship").exists()
    assert client.get(f"/supported_housing/scheme/{scheme.pk}/change/").status_code == 404
    assert client.get(f"/supported_housing/location/{location.pk}/change/").status_code == 404
    file = b"".join(client.get("/supported_housing/scheme/download/combined/").streaming_content)
    assert b"LS1 1UR" not in file
    taken = {"service_name": "Taken over", "owning_organisation": asking.organisation_id}
    assert client.post(f"/supported_housing/scheme/{scheme.pk}/edit/name/", taken).status_code == 404


def test_the_other_side_accepts_and_is_told_by_email_and_on_its_home_page(asking: User, owner: User) -> None:
    proposal = propose(asking, owner)
    assert SentEmail.objects.get(template="relationship_proposed").user == owner
    assert len(proposal_blockers(owner)) == 1
    assert proposal_blockers(asking) == []
    lists = f"/orgs/organisation/{owner.organisation_id}/relationships/"
    page = f"{lists}proposals/{proposal.pk}/".replace("relationships/proposals", "proposal")
    assert page in signed_in(owner).get(lists).content.decode()
    assert "There is a problem" in signed_in(owner).post(page).content.decode()
    signed_in(owner).post(page, {"answer": "accept"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (State.ACCEPTED, owner)
    assert OrganisationRelationship.objects.get().managing_agent == asking.organisation
    assert OrganisationGroupObjectPermission.objects.filter(source="relationship").exists()
    assert SentEmail.objects.get(template="relationship_accepted").user == asking


def test_declined_stays_without_effect_and_can_be_asked_again(asking: User, owner: User) -> None:
    proposal = propose(asking, owner)
    relationships.decline(actor=owner, proposal=proposal)
    assert not OrganisationRelationship.objects.exists()
    assert SentEmail.objects.filter(template="relationship_declined", user=asking).exists()
    with pytest.raises(ValidationError):
        relationships.accept(actor=owner, proposal=proposal)
    relationships.add_stock_owner(actor=asking, organisation=asking.organisation, stock_owner=owner.organisation)
    assert RelationshipProposal.objects.filter(state=State.PROPOSED).count() == 1


def test_nobody_answers_for_the_other_side(asking: User, owner: User) -> None:
    proposal = propose(asking, owner)
    for person in (asking, ProviderFactory(organisation=owner.organisation), CoordinatorFactory()):
        with pytest.raises(PermissionDenied):
            relationships.accept(actor=person, proposal=proposal)
    own = f"/orgs/organisation/{asking.organisation_id}/proposal/{proposal.pk}/"
    signed_in(asking).post(own, {"answer": "accept"})
    proposal.refresh_from_db()
    assert proposal.state == State.ENDED  # its own side can only take it back
    assert not OrganisationRelationship.objects.exists()


def test_both_asking_is_agreeing(asking: User, owner: User) -> None:
    propose(asking, owner)
    relationships.add_managing_agent(actor=owner, organisation=owner.organisation, managing_agent=asking.organisation)
    assert OrganisationRelationship.objects.count() == 1
    assert RelationshipProposal.objects.get().state == State.ACCEPTED


def test_support_speaks_for_both_sides(asking: User, owner: User) -> None:
    propose(asking, owner)
    relationships.add_stock_owner(
        actor=SupportFactory(), organisation=asking.organisation, stock_owner=owner.organisation
    )
    assert OrganisationRelationship.objects.exists()
    assert RelationshipProposal.objects.get().state == State.ACCEPTED


def test_ending_a_relationship_ends_what_was_agreed(asking: User, owner: User) -> None:
    relationship = relationships.accept(actor=owner, proposal=propose(asking, owner))
    relationships.remove(actor=asking, organisation=asking.organisation, relationship=relationship)
    assert RelationshipProposal.objects.get().state == State.ENDED
    assert not OrganisationGroupObjectPermission.objects.filter(source="relationship").exists()


def test_the_department_and_merged_organisations_are_nobodys_agent(owner: User) -> None:
    department = SupportFactory().organisation
    merged = OrganisationFactory(absorbing_organisation=OrganisationFactory(), merge_date="2025-04-01")
    for agent in (department, merged):
        for actor in (owner, SupportFactory()):
            with pytest.raises(ValidationError):
                relationships.add_managing_agent(actor=actor, organisation=owner.organisation, managing_agent=agent)
    page = signed_in(owner).get(f"/orgs/organisation/{owner.organisation_id}/relationships/?kind=managing_agent")
    assert f'value="{department.pk}"' not in page.content.decode()


def test_the_people_of_an_organisation_that_was_only_asked_are_not_listed(owner: User) -> None:
    person = ProviderFactory(name="Hidden Person")
    page = f"/orgs/organisation/{owner.organisation_id}/relationships/"
    client = signed_in(owner)
    client.post(page, {"kind": "managing_agent", "other": person.organisation_id})
    sent = {
        "preview": "1",
        "owning_organisation_id": owner.organisation_id,
        "managing_organisation_id": person.organisation_id,
    }
    for address in ("/lettings/lettingslog/add/",):
        assert "Hidden Person" not in client.post(address, sent).content.decode()


@pytest.fixture
def agent_of_owner(asking: User, owner: User) -> Any:
    OrganisationRelationshipFactory(stock_owner=owner.organisation, managing_agent=asking.organisation)
    return asking


def test_an_agent_does_not_take_a_scheme_over(agent_of_owner: User, owner: User) -> None:
    scheme = SchemeFactory(owning_organisation=owner.organisation, confirmed=True)
    LocationFactory(scheme=scheme)
    client = signed_in(agent_of_owner)
    data = {"service_name": "Renamed", "owning_organisation": agent_of_owner.organisation_id}
    client.post(f"/supported_housing/scheme/{scheme.pk}/edit/name/", data)
    scheme.refresh_from_db()
    assert scheme.owning_organisation == owner.organisation


def test_where_a_refuge_is_stays_with_its_owner(agent_of_owner: User, owner: User) -> None:
    """An agent manages the scheme; its lists, pages, searches and files leave the postcode out."""
    refuge = SchemeFactory(owning_organisation=owner.organisation, sensitive=codes.YesNo.YES, confirmed=True)
    location = LocationFactory(scheme=refuge, postcode="LS1 1UR", confirmed=True)
    home = SchemeFactory(owning_organisation=owner.organisation, confirmed=True)
    LocationFactory(scheme=home, postcode="LS2 2UR", confirmed=True)

    def seen_by(person: User) -> list[str]:
        client = signed_in(person)
        pages = [
            client.get("/supported_housing/location/").content,
            client.get(f"/supported_housing/location/{location.pk}/change/").content,
            client.get(f"/supported_housing/location/{location.pk}/history/").content,
            client.get(f"/supported_housing/scheme/{refuge.pk}/change/").content,
            b"".join(client.get("/supported_housing/scheme/download/combined/").streaming_content),
            b"".join(client.get("/supported_housing/scheme/download/locations/").streaming_content),
        ]
        return [page.decode() for page in pages]

    for page in seen_by(agent_of_owner):
        assert "LS1 1UR" not in page
    assert "LS2 2UR" in seen_by(agent_of_owner)[0]
    for person in (owner, SupportFactory()):
        assert sum("LS1 1UR" in page for page in seen_by(person)) >= 4
    client = signed_in(agent_of_owner)
    for address in ("/supported_housing/location/", "/supported_housing/scheme/"):
        assert (
            f"{refuge.service_name}" not in client.get(address, {"q": "LS1 1UR"}).content.decode().split("<table")[-1]
        )
