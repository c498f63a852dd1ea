"""The data sharing agreement: confirming, snapshots, new versions, what waits for it, and who is told what."""

from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from accounts import responsibilities
from orgs.access import can
from orgs.agreements.banners import agreement_banner, missing_stock_owner_banner
from orgs.agreements.sign import chase, sign
from orgs.models import DataProtectionConfirmation, DataSharingAgreement, Organisation
from portal.clock import now
from tests.accounts.mailbox import read_mail
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory
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
