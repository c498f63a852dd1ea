"""A new installation gets its first person by one command."""

from __future__ import annotations

import io
import re

import pytest

from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db


def run(email: str = "first@example.org") -> str:
    out = io.StringIO()
    call_command("create_first_person", email, "--name", "Fay First", stdout=out)
    return out.getvalue()


def test_from_nothing_to_signed_in(client: Client) -> None:
    found = re.search(r"(/account/link/\S+)", run())
    assert found
    client.post(found[1], {"password": "three random words", "again": "three random words"})
    client.post("/login/", {"username": "first@example.org", "password": "three random words"})
    person = User.objects.get()
    assert person.is_support
    assert person.organisation.is_department
    assert person.sign_in_count == 1


def test_a_lost_link_is_printed_again_and_nobody_comes_in_later() -> None:
    run()
    assert "/account/link/" in run()
    assert User.objects.count() == 1
    with pytest.raises(CommandError, match="already"):
        run("second@example.org")


def test_createsuperuser_says_what_to_do_instead() -> None:
    with pytest.raises(CommandError, match="create_first_person"):
        call_command("createsuperuser", "--noinput", "--email", "a@example.org", "--name", "A")
