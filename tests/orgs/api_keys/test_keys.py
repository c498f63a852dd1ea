"""Keys: who issues them, what is kept, when they work, and that systems are no people."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import SentEmail, User
from orgs import lifecycle
from orgs.api_keys.authenticate import acting_user, caller_of, note_use
from orgs.api_keys.issue import revoke, rotate
from orgs.api_keys.models import OVERLAP, ApiKey
from orgs.api_keys.reminders import remind
from orgs.api_keys.secrets import digest, read_token
from portal.changes.models import ChangeMark
from portal.clock import frozen, now
from tests.accounts.mailbox import confirmed, read_mail
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.api_keys import issued
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db
ANYWHERE = "203.0.113.7"


def test_a_key_is_recognised_and_only_its_digest_is_kept() -> None:
    key, text = issued(OrganisationFactory())
    caller = caller_of(text, ANYWHERE)
    assert caller is not None
    assert caller.key == key.pk
    assert caller.scopes == {"read", "validate", "write"}
    secret = read_token(text).secret
    kept = ApiKey.objects.filter(pk=key.pk).values().get()
    assert all(secret not in str(value) for value in kept.values())
    assert kept["digest"] == digest(secret, kept["pepper"])


def test_wrong_keys_are_nobodys() -> None:
    _, text = issued(OrganisationFactory())
    other = "A" if text[-1] != "A" else "B"
    for wrong in ("", "core", text[:-1], text[:-1] + other, text.replace("live", "test"), f"{text} ", text + "A"):
        assert caller_of(wrong, ANYWHERE) is None, wrong


def test_a_check_is_one_query_and_an_unknown_key_takes_the_same() -> None:
    _, text = issued(OrganisationFactory())
    unknown = f"core_live_{'x' * 12}_{'y' * 43}"
    for one in (text, unknown):
        with CaptureQueriesContext(connection) as captured:
            caller_of(one, ANYWHERE)
        assert len(captured) == 1


def test_a_new_pepper_leaves_older_keys_working(settings) -> None:
    settings.API_KEY_PEPPERS = {1: "first"}
    _, old = issued(OrganisationFactory())
    settings.API_KEY_PEPPERS = {1: "first", 2: "second"}
    key, new = issued(OrganisationFactory())
    assert key.pepper == 2
    assert caller_of(old, ANYWHERE)
    assert caller_of(new, ANYWHERE)
    settings.API_KEY_PEPPERS = {2: "second"}
    assert caller_of(old, ANYWHERE) is None
    assert caller_of(new, ANYWHERE)


def test_keys_end_and_are_revoked_and_keep_to_their_addresses() -> None:
    organisation = OrganisationFactory()
    coordinator = CoordinatorFactory(organisation=organisation)
    key, text = issued(organisation, actor=coordinator, days=2, addresses=["198.51.100.0/24", "2001:db8::/32"])
    assert caller_of(text, "198.51.100.9")
    assert caller_of(text, "2001:db8::1")
    assert caller_of(text, "::ffff:198.51.100.9")
    assert caller_of(text, "::ffff:203.0.113.9") is None
    assert caller_of(text, ANYWHERE) is None
    assert caller_of(text, "not an address") is None
    with frozen(now() + timedelta(days=3)):
        assert caller_of(text, "198.51.100.9") is None
    revoke(actor=coordinator, key=key)
    assert caller_of(text, "198.51.100.9") is None


def test_only_coordinators_of_the_organisation_and_support_issue_keys() -> None:
    organisation = OrganisationFactory()
    for person in (ProviderFactory(organisation=organisation), CoordinatorFactory(), StatisticianFactory()):
        with pytest.raises(PermissionDenied):
            issued(organisation, actor=person)
    assert issued(organisation, actor=SupportFactory())


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("expires_at", {"days": 366}),
        ("expires_at", {"days": 0}),
        ("scopes", {"scopes": ()}),
        ("name", {"name": " "}),
        ("addresses", {"addresses": ["300.1.1.1"]}),
    ],
)
def test_what_is_wrong_with_a_key_is_told_at_its_field(field: str, values: dict) -> None:
    with pytest.raises(ValidationError) as refused:
        issued(OrganisationFactory(), **values)
    assert field in refused.value.message_dict


def test_rotation_gives_a_second_key_beside_the_first() -> None:
    organisation = OrganisationFactory()
    coordinator = CoordinatorFactory(organisation=organisation)
    old, old_text = issued(organisation, actor=coordinator, scopes=["read"])
    new, new_text = rotate(actor=coordinator, key=old, expires_at=now() + timedelta(days=300))
    assert new.scopes == ["read"]
    assert new.replaces == old
    assert new.user != old.user
    assert caller_of(old_text, ANYWHERE)
    assert caller_of(new_text, ANYWHERE)
    with pytest.raises(ValidationError):
        rotate(actor=coordinator, key=old, expires_at=now() + timedelta(days=300))
    with frozen(now() + OVERLAP + timedelta(minutes=1)):
        assert caller_of(old_text, ANYWHERE) is None
        assert caller_of(new_text, ANYWHERE)


def test_no_key_works_for_an_organisation_that_does_not() -> None:
    organisation = OrganisationFactory()
    _, text = issued(organisation)
    caller = caller_of(text, ANYWHERE)
    assert acting_user(caller).organisation == organisation
    lifecycle.deactivate(actor=SupportFactory(), organisation=organisation)
    assert acting_user(caller) is None


def test_a_system_is_no_person(client) -> None:
    organisation = OrganisationFactory()
    key, _ = issued(organisation)
    assert key.user not in User.objects.all()
    assert key.user in User.systems.all()
    assert not organisation.users.filter(pk=key.user_id).exists()
    assert not client.login(username=key.user.email, password="")
    assert not ChangeMark.objects.filter(collection="users", object_id=key.user_id).exists()
    client.force_login(SupportFactory())
    assert "API key" not in client.get(reverse("admin:accounts_user_changelist")).text
    assert client.get(reverse("admin:accounts_user_change", args=[key.user_id])).status_code == 404


def test_last_use_is_kept_once_a_minute() -> None:
    key, text = issued(OrganisationFactory())
    with frozen(now()) as clock:
        note_use(caller_of(text, ANYWHERE))
        first = ApiKey.objects.get(pk=key.pk).last_used_at
        clock.move_by(seconds=30)
        with CaptureQueriesContext(connection) as captured:
            note_use(caller_of(text, ANYWHERE))
        assert len(captured) == 1
        assert ApiKey.objects.get(pk=key.pk).last_used_at == first
        clock.move_by(seconds=31)
        note_use(caller_of(text, ANYWHERE))
        assert ApiKey.objects.get(pk=key.pk).last_used_at > first


def test_reminders_come_30_7_and_1_days_before_once_each() -> None:
    organisation = OrganisationFactory()
    coordinator = CoordinatorFactory(organisation=organisation)
    ProviderFactory(organisation=organisation)
    issued(organisation, actor=coordinator, days=40)
    begun = now()
    told = []
    for day in range(41):
        with frozen(begun + timedelta(days=day, minutes=5)):
            remind(now())
            remind(now())
        told.append(SentEmail.objects.filter(template="api_key_ends").count())
    assert [day for day in range(1, 41) if told[day] > told[day - 1]] == [10, 33, 39]
    assert told[-1] == 3
    assert set(SentEmail.objects.values_list("user", flat=True)) == {coordinator.pk}


def test_issuing_by_page_shows_the_key_once_and_never_logs_it(client, caplog) -> None:
    organisation = OrganisationFactory(signed=True)
    client.force_login(CoordinatorFactory(organisation=organisation))
    confirmed(client)
    day = now() + timedelta(days=60)
    sent = {
        "name": "Orchard",
        "kind": "live",
        "scopes": ["read", "write"],
        "addresses": "198.51.100.0/24\n203.0.113.7",
        "expires_at-day": day.day,
        "expires_at-month": day.month,
        "expires_at-year": day.year,
    }
    with caplog.at_level(logging.DEBUG):
        page = client.post(reverse("admin:api_keys_apikey_add"), sent)
    key = ApiKey.objects.get()
    token = page.text.split(f"core_live_{key.key_id}_")[1][:43]
    assert "no-store" in page["Cache-Control"]
    assert token not in caplog.text
    assert caller_of(f"core_live_{key.key_id}_{token}", ANYWHERE)
    for name in ("changelist", "change"):
        shown = client.get(reverse(f"admin:api_keys_apikey_{name}", args=[key.pk] if name == "change" else []))
        assert token not in shown.text
        assert key.key_id in shown.text


def test_mistakes_on_the_page_keep_what_was_typed(client) -> None:
    client.force_login(CoordinatorFactory())
    page = confirmed(client).post(reverse("admin:api_keys_apikey_add"), {"name": "Orchard", "kind": "live"})
    assert "<title>Error: " in page.text
    assert 'value="Orchard"' in page.text
    assert not ApiKey.objects.exists()


def test_a_borrowed_browser_issues_no_key_and_everybody_hears_of_one(client) -> None:
    """A key opens the logs of the organisation for a year: the present password is asked for as for the own account."""
    coordinator = CoordinatorFactory()
    colleague = CoordinatorFactory(organisation=coordinator.organisation)
    key, _ = issued(coordinator.organisation, actor=coordinator)
    read_mail()
    client.force_login(coordinator)
    for page in (reverse("admin:api_keys_apikey_add"), reverse("admin:api_keys_apikey_rotate", args=[key.pk])):
        for answer in (client.get(page), client.post(page, {"name": "Thief", "kind": "live", "scopes": "read"})):
            assert answer["Location"].startswith("/account/confirm/?next=")
    assert ApiKey.objects.count() == 1
    rotate(actor=coordinator, key=key, expires_at=now() + timedelta(days=300))
    told = read_mail()
    assert {message.to[0] for message in told} == {coordinator.email, colleague.email}
    assert all(coordinator.name in message.body for message in told)
