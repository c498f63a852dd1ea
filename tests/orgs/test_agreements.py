"""The data sharing agreement: confirming, snapshots, new versions, what waits for it, and who is told what."""

from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from orgs.access import can
from orgs.agreements.banners import agreement_banner, missing_stock_owner_banner
from orgs.agreements.sign import chase, sign
from orgs.models import DataProtectionConfirmation, DataSharingAgreement, Organisation
from orgs.people import responsibilities
from portal.clock import now
from tests.accounts.mailbox import read_mail
from tests.factories.accounts import (
    CoordinatorFactory,
    ProviderFactory,
    StatisticianFactory,
    SupportFactory,
    UserFactory,
)
from tests.factories.orgs import (
    DataSharingAgreementFactory,
    OrganisationFactory,
    OrganisationRelationshipFactory,
    agreement_in_force,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agreement() -> DataSharingAgreement:
    return agreement_in_force()


def officer_of(organisation: Organisation, **fields: object):
    return UserFactory(organisation=organisation, is_dpo=True, role=None, **fields)


def confirm(organisation: Organisation, actor: object = None) -> DataProtectionConfirmation:
    agreement = agreement_in_force()
    return sign(actor=actor or officer_of(organisation), organisation=organisation, version=agreement.version)


def test_officer_reads_and_confirms_on_the_page() -> None:
    organisation = OrganisationFactory(name="Homes")
    client = Client()
    client.force_login(officer_of(organisation, name="Olive"))
    page = f"/orgs/organisation/{organisation.pk}/agreement/"
    assert "Homes" in client.get(page).content.decode()
    version = str(agreement_in_force().version)
    missing = client.post(page, {"version": version}).content.decode()
    assert "Confirm" in missing
    assert not organisation.agreement_signed
    assert client.post(page, {"version": version, "confirmed": "on"}).status_code == 302
    assert organisation.agreement_signed
    assert "Olive" in client.get(page).content.decode()
    assert client.post(page, {"version": version, "confirmed": "on"}).status_code == 403


def test_snapshot_never_changes() -> None:
    organisation = OrganisationFactory(name="Homes")
    confirmation = confirm(organisation)
    organisation.name = "Renamed"
    organisation.save()
    confirmation.refresh_from_db()
    assert confirmation.organisation_name == "Homes"
    rows = DataProtectionConfirmation.objects.filter(pk=confirmation.pk)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        rows.update(organisation_name="X")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        rows._raw_delete(rows.db)


def test_published_text_never_changes(agreement: DataSharingAgreement) -> None:
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        DataSharingAgreement.objects.filter(pk=agreement.pk).update(text="Other")


def test_new_version_asks_again() -> None:
    organisation = OrganisationFactory()
    confirm(organisation)
    assert organisation.agreement_signed
    DataSharingAgreementFactory(version=2, published_at=now() - timedelta(minutes=1))
    assert not Organisation.objects.get(pk=organisation.pk).agreement_signed
    with pytest.raises(ValidationError, match="newer version"):
        sign(actor=officer_of(organisation), organisation=organisation, version=1)
    confirm(organisation)
    assert organisation.data_protection_confirmations.count() == 2


def test_nobody_else_can_confirm() -> None:
    organisation = OrganisationFactory()
    for actor in (
        CoordinatorFactory(organisation=organisation),
        officer_of(OrganisationFactory()),
        SupportFactory(is_dpo=True),
    ):
        with pytest.raises(PermissionDenied):
            confirm(organisation, actor)


def test_logs_wait_for_the_agreement_and_for_signed_stock() -> None:
    owner, agent = OrganisationFactory(), OrganisationFactory(holds_own_stock=False)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    person, support = ProviderFactory(organisation=agent), SupportFactory()
    assert not can(person, "create_log")
    assert not can(support, "create_log", agent)
    confirm(agent)
    assert not can(person, "create_log")
    assert can(support, "create_log", agent)
    confirm(owner)
    assert can(person, "create_log")
    assert not can(person, "create_log", owner)
    assert can(support, "choose_as_owner", owner)


def test_banners_tell_each_role_what_to_do() -> None:
    organisation = OrganisationFactory()
    provider, support = ProviderFactory(organisation=organisation), SupportFactory()
    assert agreement_banner(provider).kind == "no_officer"
    officer = officer_of(organisation, name="Olive")
    assert agreement_banner(provider).kind == "ask_officer"
    assert agreement_banner(provider).names == ["Olive"]
    assert agreement_banner(officer).kind == "sign"
    assert agreement_banner(support) is None
    assert agreement_banner(support, organisation).kind == "ask_officer"
    confirm(organisation, officer)
    assert agreement_banner(provider) is None


def test_banners_of_somebody_who_only_manages() -> None:
    agent = OrganisationFactory(holds_own_stock=False)
    officer = officer_of(agent)
    provider, coordinator = ProviderFactory(organisation=agent), CoordinatorFactory(organisation=agent)
    assert agreement_banner(provider) is None
    assert missing_stock_owner_banner(provider).kind == "ask_coordinator"
    assert missing_stock_owner_banner(coordinator).kind == "add_stock_owner"
    OrganisationRelationshipFactory(managing_agent=agent)
    confirm(agent, officer)
    assert agreement_banner(provider).kind == "stock_owners_unsigned"
    assert missing_stock_owner_banner(coordinator) is None


def test_who_becomes_officer_is_reminded() -> None:
    organisation = OrganisationFactory()
    coordinator, person = CoordinatorFactory(organisation=organisation), ProviderFactory(organisation=organisation)
    responsibilities.set_responsibility(actor=coordinator, user=person, field="is_dpo", held=True)
    [message] = read_mail()
    assert message.to == [person.email]
    assert f"/orgs/organisation/{organisation.pk}/agreement/" in message.body
    responsibilities.set_responsibility(actor=coordinator, user=person, field="is_dpo", held=True)
    assert read_mail() == []


def test_support_chases_who_has_not_signed() -> None:
    signed, waiting, without = OrganisationFactory.create_batch(3)
    confirm(signed)
    officer = officer_of(waiting)
    reminded, nobody = chase(actor=SupportFactory(), organisations=Organisation.objects.exclude(is_department=True))
    assert (reminded, nobody) == (1, [without])
    assert [message.to for message in read_mail()] == [[officer.email]]


def list_of(user: object, path: str = "/lettings/lettingslog/") -> str:
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


ADD = 'href="/lettings/lettingslog/add/"'


@pytest.mark.parametrize("path", ["/lettings/lettingslog/", "/sales/saleslog/"])
def test_lists_of_logs_say_what_stands_in_the_way_and_offer_no_new_log(path: str) -> None:
    organisation = OrganisationFactory(name="Elder & Son")
    coordinator, provider = CoordinatorFactory(organisation=organisation), ProviderFactory(organisation=organisation)
    add = f'href="{path}add/"'
    page = list_of(provider, path)
    assert "has to name a data protection officer" in page
    assert "Elder &amp; Son" in page
    assert add not in page
    assert "under Users" in list_of(coordinator, path)
    officers = [officer_of(organisation, name=name) for name in ("Zoe Last", "Abe First")]
    page = list_of(provider, path)
    assert page.index("Abe First") < page.index("Zoe Last")
    assert f"/orgs/organisation/{organisation.pk}/agreement/" in page
    assert add not in page
    page = list_of(officers[0], path)
    assert "Nobody in your organisation can add logs until you have read and confirmed it" in page
    confirm(organisation, officers[0])
    page = list_of(provider, path)
    assert 'id="blocking-title"' not in page
    assert add in page


def test_who_manages_only_is_led_to_stock_owners() -> None:
    agent, owner = OrganisationFactory(holds_own_stock=False), OrganisationFactory()
    coordinator, provider = CoordinatorFactory(organisation=agent), ProviderFactory(organisation=agent)
    officer_of(agent, name="Olive Officer")
    relationships = f"/orgs/organisation/{agent.pk}/relationships/"
    assert relationships in list_of(coordinator)
    page = list_of(provider)
    assert "Ask a data coordinator" in page
    assert relationships not in page.split('id="changelist"')[0].split("blocking-title")[-1]
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    page = list_of(provider)
    assert f"/orgs/organisation/{agent.pk}/agreement/" in page
    assert "Olive Officer" not in page.split('id="changelist"')[0]  # a link instead of names, as it holds no stock
    confirm(agent)
    page = list_of(provider)
    assert "Stock owners have not confirmed the agreement" in page
    assert ADD not in page
    confirm(owner)
    assert ADD in list_of(provider)


def test_support_sees_the_banner_of_the_organisation_it_looks_at_only() -> None:
    organisation, support = OrganisationFactory(name="Waiting Homes"), SupportFactory()
    page = list_of(support)
    assert "blocking-title" not in page
    assert ADD in page
    for name in ("owner", "manager"):
        page = list_of(support, f"/lettings/lettingslog/?{name}={organisation.pk}")
        assert "Waiting Homes has to name" in page
        assert "/lettings/lettingslog/add/" not in page
    confirm(organisation)
    page = list_of(support, f"/lettings/lettingslog/?owner={organisation.pk}")
    assert "blocking-title" not in page
    assert "/lettings/lettingslog/add/" in page


def test_statisticians_are_asked_for_nothing() -> None:
    page = list_of(StatisticianFactory())
    assert "blocking-title" not in page
    assert ADD not in page


def test_home_page_says_the_same() -> None:
    organisation = OrganisationFactory()
    provider = ProviderFactory(organisation=organisation)
    officer_of(organisation, name="Olive Officer")
    assert "Ask Olive Officer" in list_of(provider, "/")
    agent = ProviderFactory(organisation__holds_own_stock=False)
    officer_of(agent.organisation)
    assert "No stock owners yet" in list_of(agent, "/")
