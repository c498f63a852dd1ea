"""What marks what: the knock-on of a change elsewhere, and of nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from django.utils import timezone

from accounts.models import User
from export_cds.running import expand
from export_cds.running.expand import mark_carriers_of_changed_facts
from export_cds.triggers.definitions import TRIGGERS
from export_cds.triggers.facts import FACTS
from lettings.models import LettingsLog
from orgs.models import Organisation
from portal.changes.models import ChangedFact, ChangeMark
from portal.logs.status import LogStatus
from tests.export_cds.documents import make_letting, make_sale
from tests.factories.accounts import UserFactory
from tests.factories.orgs import (
    DataProtectionConfirmationFactory,
    OrganisationFactory,
    OrganisationNameChangeFactory,
)
from tests.factories.supported_housing import (
    LocationDeactivationPeriodFactory,
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)

pytestmark = pytest.mark.django_db


class World:
    """A letting and a sale of one organisation, and others that have nothing to do with it."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory()
        self.person = UserFactory(organisation=self.organisation)
        self.scheme = SchemeFactory(owning_organisation=self.organisation)
        self.location = LocationFactory(scheme=self.scheme)
        housing = {"scheme": self.scheme, "location": self.location}
        mine = {"owning_organisation": self.organisation, "created_by": self.person}
        self.letting = make_letting(**mine, **housing)
        self.sale = make_sale(managing_organisation=self.organisation, assigned_to=self.person)
        self.other = OrganisationFactory()
        self.stranger = UserFactory(organisation=self.other)
        make_letting(owning_organisation=self.other, created_by=self.stranger)
        make_sale(owning_organisation=self.other)
        ChangeMark.objects.all().delete()
        ChangedFact.objects.all().delete()

    def marked(self) -> set[tuple[str, int]]:
        """What the next export would send: what is marked, and what carries a changed fact."""
        mark_carriers_of_changed_facts()
        assert not ChangedFact.objects.exists()
        return set(ChangeMark.objects.values_list("collection", "object_id"))


@pytest.fixture
def world() -> World:
    return World()


def test_a_sign_in_is_a_change_of_the_user_and_of_no_log(world: World) -> None:
    User.objects.filter(pk=world.person.pk).update(sign_in_count=7, last_sign_in_at=timezone.now())
    assert world.marked() == {("users", world.person.pk)}


def test_what_nobody_receives_marks_nothing(world: World) -> None:
    User.objects.filter(pk=world.person.pk).update(password="x", updated_at=timezone.now(), confirmed_at=None)
    Organisation.objects.filter(pk=world.organisation.pk).update(updated_at=timezone.now(), group_member=True)
    LettingsLog.objects.filter(pk=world.letting.pk).update(version=9, unresolved=True)
    assert world.marked() == set()
    world.scheme.service_name = "Another name"
    world.scheme.save()
    assert world.marked() == set()
    world.person.save()
    assert world.marked() == set()


def test_a_new_email_address_is_in_every_log_of_that_person(world: World) -> None:
    world.person.email = "new@example.org"
    world.person.save()
    assert world.marked() == {
        ("users", world.person.pk),
        ("lettings", world.letting.pk),
        ("sales", world.sale.pk),
    }


def test_a_new_name_of_an_organisation(world: World) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(name="Renamed")
    assert world.marked() == {
        ("organisations", world.organisation.pk),
        ("users", world.person.pk),
        ("lettings", world.letting.pk),
        ("sales", world.sale.pk),
    }


@pytest.mark.parametrize("changed", [{"housing_registration_no": "L99"}, {"old_visible_id": "V1"}])
def test_facts_that_only_lettings_carry(world: World, changed: dict[str, Any]) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(**changed)
    assert world.marked() == {("organisations", world.organisation.pk), ("lettings", world.letting.pk)}


def test_an_address_of_an_organisation_is_in_no_log(world: World) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(address_line1="2 New Road")
    assert world.marked() == {("organisations", world.organisation.pk)}


def test_a_change_of_name_concerns_logs_from_its_day_on(world: World) -> None:
    """The letting starts on 3 April 2026, the sale was completed on 1 April 2025."""
    change = OrganisationNameChangeFactory(organisation=world.organisation, startdate=date(2026, 4, 3))
    both = {("organisations", world.organisation.pk), ("users", world.person.pk)}
    assert world.marked() == {*both, ("lettings", world.letting.pk)}
    ChangeMark.objects.all().delete()
    change.startdate = date(2026, 4, 4)
    change.save()
    assert world.marked() == {*both, ("lettings", world.letting.pk)}
    ChangeMark.objects.all().delete()
    change.delete()
    assert world.marked() == both


def test_a_signature_is_told_with_the_organisation(world: World) -> None:
    DataProtectionConfirmationFactory(organisation=world.organisation, data_protection_officer=world.person)
    assert world.marked() == {("organisations", world.organisation.pk)}


def test_schemes_locations_and_their_closures(world: World) -> None:
    mine = {("lettings", world.letting.pk)}

    def changes(action: Any) -> set[tuple[str, int]]:
        ChangeMark.objects.all().delete()
        action()
        return world.marked()

    def save(record: Any, **values: Any) -> Any:
        return lambda: type(record).objects.filter(pk=record.pk).update(**values)

    assert changes(save(world.scheme, sensitive=1)) == mine
    assert changes(save(world.location, units=99)) == mine
    assert changes(save(world.location, name="Somewhere")) == set()
    assert changes(lambda: LocationFactory(scheme=world.scheme)) == mine
    other_scheme = SchemeFactory()
    assert changes(lambda: LocationFactory(scheme=other_scheme)) == set()
    assert changes(lambda: SchemeDeactivationPeriodFactory(scheme=world.scheme)) == mine
    assert changes(lambda: LocationDeactivationPeriodFactory(location=world.location)) == mine
    closed = changes(save(world.organisation, active=False))
    assert closed == {*mine, ("organisations", world.organisation.pk)}


def test_logs_mark_themselves_however_they_are_written(world: World) -> None:
    LettingsLog.objects.filter(pk=world.letting.pk).update(managing_organisation=world.other)
    assert world.marked() == {("lettings", world.letting.pk)}
    ChangeMark.objects.all().delete()
    new = LettingsLog.objects.bulk_create([LettingsLog(answers={}), LettingsLog(answers={})])
    assert world.marked() == {("lettings", log.pk) for log in new}


def test_a_log_that_waits_for_approval_is_marked_when_it_is_approved(world: World) -> None:
    waiting = make_letting(status=LogStatus.PENDING)
    assert world.marked() == set()
    LettingsLog.objects.filter(pk=waiting.pk).update(status=LogStatus.COMPLETED)
    assert world.marked() == {("lettings", waiting.pk)}


def test_many_rows_are_marked_by_one_statement(world: World, django_assert_num_queries: Any) -> None:
    LettingsLog.objects.bulk_create([LettingsLog(answers={}, owning_organisation=world.other) for _ in range(50)])
    ChangeMark.objects.all().delete()
    ChangedFact.objects.all().delete()
    with django_assert_num_queries(1):
        Organisation.objects.filter(pk=world.other.pk).update(name="Other name")
    assert not ChangeMark.objects.filter(collection="lettings").exists(), "whoever saves a log waits for no mark of it"
    world.marked()
    assert ChangeMark.objects.filter(collection="lettings").count() == 51


def test_everything_that_is_watched_as_a_fact_has_carriers() -> None:
    assert {fact for trigger in TRIGGERS for fact, _ in trigger.facts} == set(FACTS)


def test_who_did_not_change_is_not_sent_again(world: World) -> None:
    """Organisations, people and logs are saved as they are, as forms do when nothing was typed."""
    for record in (world.organisation, world.person, world.scheme, world.location):
        record.save()
    assert world.marked() == set()


def test_the_others_of_a_set_of_duplicates(world: World) -> None:
    first, second, third = (make_letting(duplicate_key="k1", owning_organisation=world.other) for _ in range(3))
    make_letting(duplicate_key="k2")
    world.marked()
    ChangeMark.objects.all().delete()
    LettingsLog.objects.filter(pk=first.pk).update(duplicate_key="k3")
    assert world.marked() == {("lettings", log.pk) for log in (first, second, third)}


def test_a_fact_that_changes_again_while_it_is_expanded_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.scheme.sensitive = 1
    world.scheme.save()
    mark = expand.mark_changed

    def change_meanwhile(*args: Any) -> None:
        mark(*args)
        type(world.scheme).objects.filter(pk=world.scheme.pk).update(sensitive=0)

    with monkeypatch.context() as patched:
        patched.setattr(expand, "mark_changed", change_meanwhile)
        mark_carriers_of_changed_facts()
    assert ChangedFact.objects.get().fact == "scheme"


def test_triggers_have_names_of_their_own() -> None:
    names = [trigger.name for trigger in TRIGGERS]
    assert len(names) == len(set(names))
