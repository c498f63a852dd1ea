"""People with sign-ins that are no secret."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role
from orgs.models import DataProtectionConfirmation, DataSharingAgreement, Organisation
from portal.clock import now
from portal.demo.organisations import ORGANISATIONS

PASSWORD = "demonstration only"  # noqa: S105
DOMAIN = "demo.example.org"
AGREEMENT = """## 1. This text is for demonstration

It stands where the agreement between the department and the organisation is read and confirmed.

## 2. What it would say

Which data are shared, why, on what legal basis, and how they are protected.
"""


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    letter: str | None
    role: Role
    is_dpo: bool = False

    @property
    def words(self) -> str:
        role = self.role.label.lower()
        return f"{role} and data protection officer" if self.is_dpo else role


def people() -> list[Person]:
    """Everyone who can sign in, the department first; `letter` is the organisation's, None the department."""
    listed = [
        Person(f"support@{DOMAIN}", "Sam Support", None, Role.SUPPORT),
        Person(f"statistician@{DOMAIN}", "Stevie Statistician", None, Role.STATISTICIAN),
    ]
    for letter in ORGANISATIONS:
        low = letter.lower()
        listed += [
            Person(f"coordinator.{low}@{DOMAIN}", f"Charlie Coordinator {letter}", letter, Role.DATA_COORDINATOR, True),
            Person(f"provider.{low}@{DOMAIN}", f"Pat Provider {letter}", letter, Role.DATA_PROVIDER),
        ]
    return listed


def load_people(department: Organisation, by_letter: dict[str, Organisation]) -> dict[str, User]:
    """All of them by email address; nobody's password is changed once it is set."""
    known = User.objects.in_bulk([person.email for person in people()], field_name="email")
    for person in people():
        if person.email not in known:
            known[person.email] = _create(person, by_letter[person.letter] if person.letter else department)
    return known


def _create(person: Person, organisation: Organisation) -> User:
    user = User(
        email=person.email,
        name=person.name,
        role=person.role,
        is_dpo=person.is_dpo,
        is_key_contact=person.is_dpo,
        organisation=organisation,
        phone="01632960000",
        confirmed_at=now(),
        initial_confirmation_sent=True,
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_agreements(by_letter: dict[str, Organisation], users: dict[str, User]) -> None:
    """Every organisation but F has signed, so that both states can be seen."""
    agreement = DataSharingAgreement.objects.in_force() or DataSharingAgreement.objects.create(
        version=1, text=AGREEMENT, published_at=now()
    )
    for letter, organisation in by_letter.items():
        if letter == "F":
            continue
        officer = users[f"coordinator.{letter.lower()}@{DOMAIN}"]
        DataProtectionConfirmation.objects.get_or_create(
            organisation=organisation,
            agreement=agreement,
            defaults={
                "data_protection_officer": officer,
                "organisation_name": organisation.name,
                "organisation_address": f"{organisation.address_line1}, {organisation.postcode}",
                "organisation_phone_number": organisation.phone,
                "data_protection_officer_name": officer.name,
                "data_protection_officer_email": officer.email,
            },
        )
