"""The page of a person: what is known with its Change links, locks, and what the history tells."""

import pytest
from axes.models import AccessAttempt
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.lockout import is_locked
from accounts.mail.compose import compose
from accounts.models import SentEmail, User
from accounts.second_factor import codes
from orgs.people import lifecycle, responsibilities
from portal.clock import now
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def show(actor: User, user: User, page: str = "change") -> str:
    return signed_in(actor).get(reverse(f"admin:accounts_user_{page}", args=[user.pk])).content.decode()


def lock(user: User) -> None:
    AccessAttempt.objects.create(username=user.email, ip_address="10.0.0.9", failures_since_start=5, attempt_time=now())


def test_what_may_be_changed_has_a_link_and_nothing_else_has() -> None:
    coordinator = CoordinatorFactory()
    user = ProviderFactory(organisation=coordinator.organisation)
    pages = ("details", "email", "role", "dpo", "key_contact")
    addresses = [reverse(f"admin:accounts_user_{page}", args=[user.pk]) for page in pages]
    page = show(coordinator, user)
    assert all(f'href="{address}"' in page for address in addresses)
    assert reverse("admin:accounts_user_move", args=[user.pk]) not in page
    colleague = ProviderFactory(organisation=coordinator.organisation)
    assert not any(f'href="{address}"' in show(colleague, user) for address in addresses)


def test_correcting_details_leads_back_to_the_page() -> None:
    coordinator = CoordinatorFactory()
    user = ProviderFactory(organisation=coordinator.organisation)
    data = {"name": "New Name", "phone": "020 7946 0123", "phone_extension": ""}
    response = signed_in(coordinator).post(reverse("admin:accounts_user_details", args=[user.pk]), data)
    assert response.url == reverse("admin:accounts_user_change", args=[user.pk])
    assert "<ins>New Name</ins>" in show(coordinator, user, "history")


def test_a_lock_is_seen_and_undone_where_the_person_is() -> None:
    coordinator = CoordinatorFactory()
    user = ProviderFactory(organisation=coordinator.organisation)
    unlock = reverse("admin:accounts_user_unlock", args=[user.pk])
    assert unlock not in show(coordinator, user)
    lock(user)
    page = show(coordinator, user)
    assert "Locked" in page
    assert unlock in page
    signed_in(coordinator).post(unlock)
    assert not is_locked(user)
    assert "Unlocked after too many wrong passwords." in show(coordinator, user, "history")


def test_only_who_administers_a_person_unlocks() -> None:
    user = ProviderFactory()
    lock(user)
    for stranger in (CoordinatorFactory(), ProviderFactory(organisation=user.organisation)):
        with pytest.raises(PermissionDenied):
            lifecycle.unlock(actor=stranger, user=user)
    lifecycle.unlock(actor=SupportFactory(), user=user)


def test_a_lost_authenticator_is_removed_and_its_owner_told() -> None:
    support, lost = SupportFactory(), SupportFactory()
    remove = reverse("admin:accounts_user_remove_authenticator", args=[lost.pk])
    assert remove not in show(support, lost)
    TOTPDevice.objects.create(user=lost, name="authenticator app", confirmed=True)
    codes.new_recovery_codes(lost)
    assert remove in show(support, lost)
    with pytest.raises(PermissionDenied):
        lifecycle.remove_authenticator(actor=lost, user=lost)
    with pytest.raises(PermissionDenied):
        lifecycle.remove_authenticator(actor=CoordinatorFactory(organisation=lost.organisation), user=lost)
    assert signed_in(support).post(remove).status_code == 302
    assert codes.authenticator(lost) is None
    assert not StaticDevice.objects.filter(user=lost).exists()
    assert SentEmail.objects.filter(user=lost, template="credentials_changed").exists()
    assert "Authenticator app removed." in show(support, lost, "history")


def test_whoever_makes_themself_data_protection_officer_is_seen_to() -> None:
    coordinator = CoordinatorFactory(name="Co")
    responsibilities.set_responsibility(actor=coordinator, user=coordinator, field="is_key_contact", held=True)
    assert not SentEmail.objects.filter(template="officer_by_own_hand").exists()
    colleague = CoordinatorFactory(organisation=coordinator.organisation)
    ProviderFactory(organisation=coordinator.organisation)
    responsibilities.set_responsibility(actor=coordinator, user=coordinator, field="is_dpo", held=True)
    told = SentEmail.objects.get(template="officer_by_own_hand")
    assert told.user == colleague
    assert compose(told)[0].startswith("Co is now a data protection officer of ")
    alone, support = CoordinatorFactory(), SupportFactory()
    responsibilities.set_responsibility(actor=alone, user=alone, field="is_dpo", held=True)
    assert SentEmail.objects.filter(template="officer_by_own_hand", user=support).exists()


def test_deactivating_is_told_by_the_history() -> None:
    coordinator = CoordinatorFactory()
    user = ProviderFactory(organisation=coordinator.organisation)
    lifecycle.deactivate(actor=coordinator, user=user)
    page = show(coordinator, user, "history")
    assert "Active" in page
    assert "<ins>No</ins>" in page
