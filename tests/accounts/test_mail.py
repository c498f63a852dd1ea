"""E-mails on their way: wording as people read it, tried again, given up, never sent without end."""

import socket
from datetime import timedelta

import pytest
from django_q.models import OrmQ

from django.db import transaction

from accounts.mail import queue_email
from accounts.mail.compose import compose
from accounts.mail.deliver import DELAYS, deliver, deliver_due, send_due
from accounts.mail.refused import Refused
from accounts.models import SentEmail
from portal.clock import frozen, now
from tests.accounts.mailbox import read_mail
from tests.factories.accounts import ProviderFactory

pytestmark = pytest.mark.django_db
State = SentEmail.State
MERGED = {"absorbing_organisation_name": "Ash & Oak <Homes>", "merge_date": "1 November 2026"}


def merged(**parameters: object) -> SentEmail:
    user = ProviderFactory(name="Pat O'Neill")
    found = queue_email("merged_absorber", user=user, **{**MERGED, **parameters})
    assert found is not None
    return found


def test_names_arrive_as_they_are_written() -> None:
    subject, body = compose(merged(merged_organisations="Elm & Co", organisation_count=1))
    assert subject == "Elm & Co merged into Ash & Oak Homes"
    assert "Hello Pat O'Neill," in body
    assert "&amp;" not in body


def test_many_organisations_are_counted_in_the_subject_and_named_in_the_text() -> None:
    names = " and ".join(["A very long name of a housing association"] * 20)
    subject, body = compose(merged(merged_organisations=names, organisation_count=20))
    assert subject == "20 organisations merged into Ash & Oak Homes"
    assert names in body


def test_a_subject_longer_than_anybody_reads_is_sent_once() -> None:
    merged(merged_organisations="X" * 240, organisation_count=1, absorbing_organisation_name="Y" * 240)
    [message] = read_mail()
    assert len(message.subject) <= 200
    with frozen(now() + timedelta(hours=1)):
        assert read_mail() == []


def test_the_reminder_leads_to_the_page_itself() -> None:
    queue_email(
        "agreement_reminder", user=ProviderFactory(), organisation="Elm", page="/orgs/organisation/5/agreement/"
    )
    [message] = read_mail()
    assert "http://localhost:8000/orgs/organisation/5/agreement/" in message.body


def test_nothing_is_sent_for_a_change_that_was_rolled_back() -> None:
    with transaction.atomic():
        merged(merged_organisations="Elm", organisation_count=1)
        transaction.set_rollback(True)
    assert read_mail() == []


def test_what_the_service_refuses_is_told_at_once_and_not_tried_again(monkeypatch) -> None:
    def refuse(self: object, fail_silently: bool = False) -> int:
        raise Refused("the reason")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    email = merged(merged_organisations="Elm", organisation_count=1)
    assert not deliver(email.pk)
    email.refresh_from_db()
    assert (email.state, email.attempts, email.last_error) == (State.FAILED, 1, "the reason")


def test_it_is_given_up_after_the_last_attempt(settings) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.broken_mail.BrokenBackend"
    email, at = merged(merged_organisations="Elm", organisation_count=1), now()
    for delay in [*DELAYS, timedelta()]:
        with frozen(at):
            deliver_due()
        at += delay + timedelta(seconds=1)
    email.refresh_from_db()
    assert (email.state, email.attempts) == (State.FAILED, len(DELAYS) + 1)


def test_a_worker_that_dies_every_time_does_not_send_for_ever() -> None:
    email = merged(merged_organisations="Elm", organisation_count=1)
    SentEmail.objects.filter(pk=email.pk).update(state=State.SENDING, attempts=len(DELAYS) + 1)
    assert read_mail() == []
    email.refresh_from_db()
    assert email.state == State.FAILED
    assert "stopped" in email.last_error


def test_every_attempt_has_the_same_message_id() -> None:
    email = merged(merged_organisations="Elm", organisation_count=1)
    [first] = read_mail()
    SentEmail.objects.filter(pk=email.pk).update(state=State.SENDING, next_attempt_at=now())
    [second] = read_mail()
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert str(email.key) in first.extra_headers["Message-ID"]


def test_a_worker_whose_time_is_over_writes_nothing(monkeypatch) -> None:
    email = merged(merged_organisations="Elm", organisation_count=1)

    def taken_over(self: object, fail_silently: bool = False) -> int:
        SentEmail.objects.filter(pk=email.pk).update(token=9)
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", taken_over)
    assert not deliver(email.pk)
    email.refresh_from_db()
    assert email.state == State.SENDING


def test_a_slow_service_gets_a_part_of_every_minute_and_keeps_nothing_else_waiting(monkeypatch) -> None:
    for _ in range(3):
        merged(merged_organisations="Elm", organisation_count=1)
    monkeypatch.setattr("accounts.mail.deliver.BUDGET_SECONDS", -1)
    assert deliver_due() == 0
    OrmQ.objects.all().delete()
    send_due(now())
    [task] = OrmQ.objects.all()
    assert (task.key, task.task["func"]) == ("mail", "accounts.mail.deliver.deliver_due")


def test_a_server_that_takes_connections_and_never_answers_is_left_in_time(settings) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
    assert settings.EMAIL_TIMEOUT == 20
    settings.EMAIL_TIMEOUT = 0.2
    email = merged(merged_organisations="Elm", organisation_count=1)
    assert not deliver(email.pk)
    email.refresh_from_db()
    assert (email.state, email.last_error) == (State.WAITING, "SMTPServerDisconnected")
    silent.close()
