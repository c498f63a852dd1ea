"""The way into a new installation: the department, and its first person of customer support."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts import links
from accounts.addresses import clean_address
from accounts.mail.compose import link_address
from accounts.models import AccountLink, User
from accounts.roles import Role
from orgs.codes import ProviderType
from orgs.models import Organisation


class Command(BaseCommand):
    """Makes what nobody could make in the portal yet, and prints the link to choose a password."""

    help = "Makes the department and its first person of customer support, and prints the link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is, and what the department is called."""
        parser.add_argument("email", help="the email address to sign in with")
        parser.add_argument("--name", required=True, help="the name of the person")
        parser.add_argument("--department", default="The department", help="the name of the department")

    def handle(self, *args: Any, **options: Any) -> None:
        """Only while there is nobody: everybody else is invited in the portal."""
        email = clean_address(options["email"])
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{options['email']} is not an email address.") from error
        with transaction.atomic():
            person = _first_person(email, options["name"], options["department"])
            link = links.new_link(person, AccountLink.Purpose.INVITATION, person.email)
            address = link_address(links.mint(link))
        self.stdout.write(f"{person.name} can choose a password here within 24 hours:\n{address}")


def _first_person(email: str, name: str, department: str) -> User:
    """The same person again when the first link was lost, as long as it was not used."""
    support = User.objects.usable().filter(role=Role.SUPPORT)
    known = support.filter(email=email, confirmed_at=None).first()
    if known is not None:
        return known
    if support.exists():
        raise CommandError("Customer support has people already. Ask one of them for an invitation.")
    organisation = Organisation.objects.filter(is_department=True).first() or Organisation.objects.create(
        name=department, is_department=True, provider_type=ProviderType.LA, holds_own_stock=False
    )
    if User.objects.filter(email=email).exists():
        raise CommandError(f"{email} has an account already.")
    person = User(name=name, email=email, role=Role.SUPPORT, organisation=organisation)
    person.set_unusable_password()
    person.initial_confirmation_sent = True
    person.save()
    return person
