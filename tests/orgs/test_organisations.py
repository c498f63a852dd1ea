"""Details, names, relationships and the life of organisations: rules and pages."""

import re
from datetime import date, datetime

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from lettings.models import LettingsLog
from orgs import details, lifecycle, names, relationships
from orgs.codes import OrganisationStatus, ProfitStatus, ProviderType
from orgs.models import Organisation, OrganisationRelationship, RelationshipProposal
from portal.clock import LONDON, frozen
from tests.access.worlds import make_log
from tests.accounts.mailbox import read_mail
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with frozen(datetime(2026, 7, 1, 12, tzinfo=LONDON)):
        yield


def page_of(organisation: Organisation, name: str = "change") -> str:
    return f"/orgs/organisation/{organisation.pk}/{name}/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


DETAILS = {
    "address_line1": "2 New Street",
    "address_line2": "",
    "postcode": "LS1 1AA",
    "phone": "01130000000",
    "rent_periods": ["2", "4"],
}


def test_coordinator_changes_only_address_telephone_and_rent_periods() -> None:
    organisation = OrganisationFactory(name="Old", holds_own_stock=False)
    client = signed_in(CoordinatorFactory(organisation=organisation))
    forged = {"name": "Forged", "provider_type": "1", "holds_own_stock": "True", "housing_registration_no": "X"}
    response = client.post(
        page_of(organisation, "details"), {**DETAILS, **forged, "profit_status": "3", "group_member": "True"}
    )
    assert response.status_code == 302, response.content.decode()
    fresh = Organisation.objects.get(pk=organisation.pk)
    assert (fresh.address_line1, fresh.postcode) == ("2 New Street", "LS1 1AA")
    assert set(fresh.rent_periods.values_list("rent_period", flat=True)) == {2, 4}
    for name in ("name", "provider_type", "holds_own_stock", "housing_registration_no", "profit_status", "group"):
        assert getattr(fresh, name) == getattr(organisation, name)
    with pytest.raises(PermissionDenied):
        details.change(actor=CoordinatorFactory(organisation=fresh), organisation=fresh, holds_own_stock=True)


def test_provider_changes_nothing() -> None:
    organisation = OrganisationFactory()
    assert (
        signed_in(ProviderFactory(organisation=organisation))
        .post(page_of(organisation, "details"), DETAILS)
        .status_code
        == 403
    )


def test_rent_period_in_use_stays() -> None:
    organisation = OrganisationFactory()
    make_log(LettingsLog, organisation, organisation, answers={"period": 9})
    details.set_rent_periods(organisation, [2])
    assert set(organisation.rent_periods.values_list("rent_period", flat=True)) == {2, 9}


def test_support_creates_an_organisation_through_the_page() -> None:
    client = signed_in(SupportFactory())
    data = {
        **DETAILS,
        "name": "  New   Homes ",
        "provider_type": "1",
        "profit_status": "",
        "holds_own_stock": "True",
        "group_member": "False",
        "housing_registration_no": "",
        "old_visible_id": "",
    }
    response = client.post("/orgs/organisation/add/", data)
    assert response.status_code == 302, response.content.decode()
    organisation = Organisation.objects.get(name="New Homes")
    assert organisation.profit_status == ProfitStatus.LOCAL_AUTHORITY
    again = client.post("/orgs/organisation/add/", {**data, "name": "new homes"})
    assert "already exists" in again.content.decode()


def test_profit_status_fits_the_type() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(provider_type=ProviderType.PRP, profit_status=ProfitStatus.LOCAL_AUTHORITY)


def test_group_number_is_kept_on_a_change_too() -> None:
    first, second, third = OrganisationFactory.create_batch(3)
    support = SupportFactory()
    details.change(actor=support, organisation=first, group_member=True, group_member_id=second.pk)
    second.refresh_from_db()
    assert (first.group, second.group, second.group_member_id) == (1, 1, first.pk)
    details.change(actor=support, organisation=third, group_member=True, group_member_id=second.pk)
    assert third.group == 1
    details.change(actor=support, organisation=third, group_member=False)
    assert (third.group, third.group_member_id) == (None, None)


def test_name_changes_on_a_date() -> None:
    support, organisation = SupportFactory(), OrganisationFactory(name="First")
    names.schedule(actor=support, organisation=organisation, name="Second", startdate=date(2026, 6, 1))
    later = names.schedule(actor=support, organisation=organisation, name="Third", startdate=date(2026, 9, 1))
    assert organisation.name_on(date(2026, 5, 31)) == "First"
    assert organisation.name_on(date(2026, 6, 1)) == organisation.name_on() == "Second"
    assert organisation.name_on(date(2026, 9, 1)) == "Third"
    history = [(p.name, p.end, p.status) for p in names.history(organisation)]
    assert history == [
        ("First", date(2026, 5, 31), "inactive"),
        ("Second", date(2026, 8, 31), "active"),
        ("Third", None, "scheduled"),
    ]
    for name, day in (("Second", date(2026, 7, 1)), ("Fourth", date(2026, 6, 1))):
        with pytest.raises(ValidationError):
            names.schedule(actor=support, organisation=organisation, name=name, startdate=day)
    names.cancel(actor=support, change=later)
    assert organisation.name_on(date(2026, 9, 1)) == "Second"
    names.schedule(actor=support, organisation=organisation, name="Fifth", startdate=date(2026, 9, 1))


def test_name_that_started_cannot_be_cancelled_and_only_support_changes_names() -> None:
    support, organisation = SupportFactory(), OrganisationFactory()
    change = names.schedule(actor=support, organisation=organisation, name="Second", startdate=date(2026, 6, 1))
    with pytest.raises(PermissionDenied):
        names.cancel(actor=support, change=change)
    with pytest.raises(PermissionDenied):
        names.schedule(
            actor=CoordinatorFactory(organisation=organisation),
            organisation=organisation,
            name="X",
            startdate=date(2026, 8, 1),
        )


def test_stock_owner_through_the_page() -> None:
    agent, owner = OrganisationFactory(holds_own_stock=False), OrganisationFactory(name="Owner Ltd")
    client = signed_in(CoordinatorFactory(organisation=agent))
    page = page_of(agent, "relationships")
    assert client.post(page, {"kind": "stock_owner", "other": owner.pk}).status_code == 302
    assert "already been asked" in client.post(page, {"kind": "stock_owner", "other": owner.pk}).content.decode()
    relationships.accept(actor=CoordinatorFactory(organisation=owner), proposal=RelationshipProposal.objects.get())
    assert "already been added" in client.post(page, {"kind": "stock_owner", "other": owner.pk}).content.decode()
    row = OrganisationRelationship.objects.get()
    remove = f"/orgs/organisation/{agent.pk}/remove-relationship/{row.pk}/"
    assert signed_in(ProviderFactory(organisation=agent)).post(remove).status_code == 403
    assert client.post(remove).status_code == 302
    assert not OrganisationRelationship.objects.exists()


def test_relationship_rules() -> None:
    organisation, without_stock = OrganisationFactory(), OrganisationFactory(holds_own_stock=False)
    actor = CoordinatorFactory(organisation=organisation)
    with pytest.raises(ValidationError, match="does not own stock"):
        relationships.add_stock_owner(actor=actor, organisation=organisation, stock_owner=without_stock)
    with pytest.raises(ValidationError, match="other than this"):
        relationships.add_stock_owner(actor=actor, organisation=organisation, stock_owner=organisation)
    relationships.add_managing_agent(actor=actor, organisation=organisation, managing_agent=without_stock)
    foreign = OrganisationRelationshipFactory()
    with pytest.raises(PermissionDenied):
        relationships.remove(actor=actor, organisation=organisation, relationship=foreign)


def test_deactivation_takes_people_along_and_reactivation_brings_those_back() -> None:
    support, organisation = SupportFactory(), OrganisationFactory()
    person = ProviderFactory(organisation=organisation)
    gone = ProviderFactory(organisation=organisation, active=False)
    OrganisationRelationshipFactory(stock_owner=organisation)
    client = signed_in(person)
    assert lifecycle.deactivate(actor=support, organisation=organisation) == 1
    assert organisation.status == OrganisationStatus.DEACTIVATED
    assert client.get("/account/").status_code == 302
    assert OrganisationRelationship.objects.count() == 1
    with pytest.raises(PermissionDenied):
        lifecycle.deactivate(actor=support, organisation=organisation)
    assert lifecycle.reactivate(actor=support, organisation=organisation) == 1
    person.refresh_from_db()
    gone.refresh_from_db()
    assert (person.active, person.confirmed_at, gone.active) == (True, None, False)
    [message] = read_mail()
    assert message.to == [person.email]
    assert "active again" in message.subject


def test_deletion_marks_everything_and_is_refused_while_logs_are_open() -> None:
    support, organisation = SupportFactory(), OrganisationFactory()
    location = LocationFactory(scheme__owning_organisation=organisation)
    log = make_log(LettingsLog, organisation, None, date=date(2026, 6, 1))
    lifecycle.deactivate(actor=support, organisation=organisation)
    with pytest.raises(PermissionDenied):
        lifecycle.delete(actor=support, organisation=organisation)
    assert "cannot be deleted" in signed_in(support).get(page_of(organisation, "delete")).content.decode()
    log.date = date(2023, 6, 1)
    log.save()
    lifecycle.delete(actor=support, organisation=organisation)
    location.refresh_from_db()
    assert location.discarded_at
    assert location.scheme.discarded_at
    assert signed_in(support).get(page_of(organisation)).status_code == 404


def test_search_finds_former_names_and_codes() -> None:
    support, organisation = SupportFactory(), OrganisationFactory(name="Base name")
    OrganisationFactory(name="Somebody else")
    names.schedule(actor=support, organisation=organisation, name="Fresh name", startdate=date(2026, 6, 1))
    client = signed_in(support)
    for term in ("base", "fresh", f"ORG{organisation.pk}"):
        page = client.get("/orgs/organisation/", {"q": term}).content.decode()
        assert "Fresh name" in page, term
        assert "Somebody else" not in page


def test_support_creates_an_organisation_in_a_group() -> None:
    other = OrganisationFactory()
    organisation = details.create(
        actor=SupportFactory(), name="New", provider_type=2, group_member=True, group_member_id=other.pk
    )
    other.refresh_from_db()
    assert organisation.group == other.group == 1
    assert organisation.rent_periods.count() == 11
    with pytest.raises(PermissionDenied):
        details.create(actor=CoordinatorFactory(), name="Other", provider_type=2)


def test_name_of_another_organisation_cannot_be_taken() -> None:
    """Q17: now, later, or by other letters; a name that somebody gave up is free again."""
    support, organisation, other = SupportFactory(), OrganisationFactory(), OrganisationFactory(name="Old Oak")
    names.schedule(actor=support, organisation=other, name="New Oak", startdate=date(2026, 6, 1))
    names.schedule(actor=support, organisation=other, name="Next Oak", startdate=date(2026, 9, 1))
    for name in ("New oak", "NEXT OAK"):
        with pytest.raises(ValidationError, match="Another organisation has this name"):
            names.schedule(actor=support, organisation=organisation, name=name, startdate=date(2026, 8, 1))
    names.schedule(actor=support, organisation=organisation, name="Old Oak", startdate=date(2026, 8, 1))
    client = signed_in(support)
    data = {"name": "New Oak", "startdate": "2026-08-03"}
    page = client.post(page_of(organisation, "names"), data).content.decode()
    assert "Another organisation has this name" in page


def test_the_department_cannot_be_switched_off_or_deleted() -> None:
    support = SupportFactory()
    client = signed_in(support)
    for name in ("deactivate", "delete"):
        assert client.post(page_of(support.organisation, name)).status_code == 403
        with pytest.raises(PermissionDenied):
            getattr(lifecycle, name)(actor=support, organisation=support.organisation)
    support.organisation.refresh_from_db()
    assert support.organisation.active


def test_the_question_an_answer_leads_to_is_asked_once() -> None:
    """A second, empty box of the same name would win over what was chosen."""
    support, organisation, other = signed_in(SupportFactory()), OrganisationFactory(), OrganisationFactory()
    for page in (page_of(organisation, "details"), "/orgs/organisation/add/"):
        assert support.get(page).content.decode().count('name="group_member_id"') == 1
    details_now = {name: getattr(organisation, name) for name in ("address_line1", "postcode", "phone")}
    data = {**details_now, "provider_type": "2", "profit_status": "1", "holds_own_stock": "True"}
    support.post(page_of(organisation, "details"), {**data, "group_member": "True", "group_member_id": other.pk})
    organisation.refresh_from_db()
    assert (organisation.group, organisation.group_member_id) == (1, other.pk)


def test_details_are_told_in_words() -> None:
    organisation = OrganisationFactory(name="Elm", signed=True)
    merged = OrganisationFactory(name="Ash & Co", merge_date=date(2026, 5, 1), absorbing_organisation=organisation)
    provider = ProviderFactory(organisation=organisation)
    page = signed_in(provider).get(page_of(organisation)).content.decode()
    officer = organisation.data_protection_confirmations.get().data_protection_officer_name
    assert f"Confirmed by {officer} on 1 July 2026" in page
    assert "Ash &amp; Co on 1 May 2026" in page
    main = page.split('id="content"')[1]
    assert "<img" not in main
    facts = dict(re.findall(r'list__key">([^<]+)</dt>\s*<dd class="govuk-summary-list__value">([^<]+)</dd>', main))
    assert (facts["Owns housing stock"], facts["Rent periods"]) == ("Yes", "All")
    organisation.rent_periods.exclude(rent_period__in=[2, 4]).delete()
    page = signed_in(provider).get(page_of(organisation)).content.decode()
    assert "Every 2 weeks, Every calendar month" in page
    support = signed_in(SupportFactory())
    assert f"{organisation} on 1 May 2026" in support.get(page_of(merged)).content.decode()
    page = support.get(page_of(organisation)).content.decode()
    for link in (
        f"/lettings/lettingslog/?organisation={organisation.pk}",
        f"/accounts/user/?organisation={organisation.pk}",
    ):
        assert link in page
        assert support.get(link).status_code == 200


def test_day_of_signing_is_the_day_in_england() -> None:
    with frozen(datetime(2026, 7, 1, 0, 30, tzinfo=LONDON)):
        organisation = OrganisationFactory(signed=True)
    provider = ProviderFactory(organisation=organisation)
    for name in ("change", "agreement"):
        assert "1 July 2026" in signed_in(provider).get(page_of(organisation, name)).content.decode()
    assert names.history(organisation)[0].start == date(2026, 7, 1)


def test_relationships_of_deactivated_organisations_are_hidden_and_come_back() -> None:
    """Q15: hidden, not removed, and the page that deactivates says so."""
    support, owner = SupportFactory(), OrganisationFactory(name="Hidden Homes")
    agent = OrganisationRelationshipFactory(stock_owner=owner).managing_agent
    client, page = signed_in(support), page_of(agent, "relationships")
    assert "Hidden Homes" in client.get(page).content.decode()
    assert "hidden until the organisation is active again" in client.get(page_of(owner, "deactivate")).content.decode()
    lifecycle.deactivate(actor=support, organisation=owner)
    assert "Hidden Homes" not in client.get(page).content.decode()
    lifecycle.reactivate(actor=support, organisation=owner)
    assert "Hidden Homes" in client.get(page).content.decode()


def test_people_without_a_role_count_as_providers_and_change_no_relationships() -> None:
    """Q2."""
    agent, owner = OrganisationFactory(holds_own_stock=False), OrganisationFactory()
    client = signed_in(UserFactory(organisation=agent, role=None, is_dpo=True))
    response = client.post(page_of(agent, "relationships"), {"kind": "stock_owner", "other": owner.pk})
    assert response.status_code == 403
    row = OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    assert client.post(f"/orgs/organisation/{agent.pk}/remove-relationship/{row.pk}/").status_code == 403
    assert OrganisationRelationship.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        (date(1990, 1, 1), False),
        (date(2025, 3, 31), False),
        (date(2025, 4, 1), True),
        (date(2027, 7, 1), True),
        (date(2027, 7, 2), False),
        (date(2040, 1, 1), False),
    ],
)
def test_a_new_name_starts_on_a_day_that_makes_sense(day, taken):
    organisation = OrganisationFactory(name="First")
    if not taken:
        with pytest.raises(ValidationError, match="must be between 1 April 2025 and 1 July 2027"):
            names.schedule(actor=SupportFactory(), organisation=organisation, name="Second", startdate=day)
        return
    names.schedule(actor=SupportFactory(), organisation=organisation, name="Second", startdate=day)
    before, after = names.history(organisation)
    assert before.start <= before.end < after.start == day


def test_the_home_page_and_the_pages_of_an_organisation_say_the_name_in_force(client):
    organisation = OrganisationFactory(name="Former name", signed=True)
    names.schedule(actor=SupportFactory(), organisation=organisation, name="Present name", startdate=date(2026, 6, 1))
    client.force_login(CoordinatorFactory(organisation=organisation))
    assert "Former name" not in client.get("/").content.decode()
