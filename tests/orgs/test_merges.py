"""Merges: what the dry run says is what happens, in one piece or not at all."""

from datetime import date, datetime

import pytest
from django_q.models import OrmQ

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import SentEmail, User
from lettings.models import LettingsLog
from orgs.access import sync  # noqa: F401
from orgs.merges import perform, requests
from orgs.merges.plan import build_plan
from orgs.merges.steps import MergedStep
from orgs.models import MergeRequest, MergeState, Organisation, OrganisationRelationship
from portal.changes.models import ChangeMark
from portal.clock import LONDON, Frozen, frozen, now
from portal.jobs.sweep import sweep
from portal.jobs.work import work
from sales.models import SalesLog
from supported_housing.models import Scheme
from tests.access.worlds import make_log
from tests.accounts.mailbox import read_mail
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory
from tests.factories.orgs import (
    MergeRequestFactory,
    MergeRequestOrganisationFactory,
    OrganisationFactory,
    OrganisationRelationshipFactory,
)
from tests.factories.supported_housing import (
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 6, 1)
BEFORE, AFTER = date(2026, 5, 31), date(2026, 6, 2)


@pytest.fixture(autouse=True)
def clock():
    with frozen(datetime(2026, 7, 1, 12, tzinfo=LONDON)) as stopped:
        yield stopped


@pytest.fixture
def merge() -> MergeRequest:
    absorber = OrganisationFactory(name="Big Homes", signed=True, holds_own_stock=False, rent_period_codes=[2])
    request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=DAY)
    MergeRequestOrganisationFactory(
        merge_request=request,
        merging_organisation=OrganisationFactory(name="Small Homes", signed=True, rent_period_codes=[2, 4]),
    )
    return request


def small(merge: MergeRequest) -> Organisation:
    return Organisation.objects.get(name="Small Homes")


def run(merge: MergeRequest) -> MergeRequest:
    started = perform.start(actor=merge.requester, request=merge)
    work("merge", started.pk)
    merge.refresh_from_db()
    return merge


def test_everything_moves(merge: MergeRequest) -> None:
    old, absorber = small(merge), merge.absorbing_organisation
    person, other = ProviderFactory(organisation=old), CoordinatorFactory(organisation=absorber)
    gone = ProviderFactory(organisation=old, active=False)
    scheme = SchemeFactory(owning_organisation=old, startdate=date(2020, 4, 1))
    location = LocationFactory(scheme=scheme)
    before = make_log(LettingsLog, old, old, date=BEFORE, scheme=scheme, location=location)
    on_day = make_log(LettingsLog, old, old, date=DAY, scheme=scheme, location=location)
    undated = make_log(LettingsLog, old, old)
    third = OrganisationFactory()
    managed = make_log(SalesLog, third, old, date=AFTER)
    elsewhere = make_log(SalesLog, third, third, date=AFTER)

    assert run(merge).status == MergeRequest.Status.REQUEST_MERGED

    for user in (person, gone):
        user.refresh_from_db()
        assert user.organisation == absorber
        assert user.history.filter(history_type="~", organisation=absorber).count() == 1
    copy = Scheme.objects.get(owning_organisation=absorber)
    assert (copy.service_name, copy.startdate) == (scheme.service_name, DAY)
    assert copy.locations.get().startdate == DAY
    assert scheme.deactivation_periods.get().deactivation_date == DAY
    assert location.deactivation_periods.get().deactivation_date == DAY

    for log in (before, on_day, undated, managed, elsewhere):
        log.refresh_from_db()
    assert (before.owning_organisation, before.scheme) == (old, scheme)
    assert (undated.owning_organisation, undated.managing_organisation) == (old, old)
    assert (on_day.owning_organisation, on_day.managing_organisation) == (absorber, absorber)
    assert (on_day.scheme, on_day.location) == (copy, copy.locations.get())
    assert (managed.owning_organisation, managed.managing_organisation) == (third, absorber)
    assert elsewhere.managing_organisation == third
    assert on_day.history.get(history_type="~").changes == {
        "owning_organisation_id": [old.pk, absorber.pk],
        "managing_organisation_id": [old.pk, absorber.pk],
        "scheme_id": [scheme.pk, copy.pk],
        "location_id": [location.pk, copy.locations.get().pk],
    }
    assert not before.history.filter(history_type="~").exists()
    assert ChangeMark.objects.filter(collection="lettings", object_id=on_day.pk).exists()

    old.refresh_from_db()
    absorber.refresh_from_db()
    assert (old.absorbing_organisation, old.merge_date, old.name) == (absorber, DAY, "Small Homes")
    assert absorber.holds_own_stock
    assert set(absorber.rent_periods.values_list("rent_period", flat=True)) == {2, 4}
    seen = set(LettingsLog.objects.visible_to(User.objects.get(pk=other.pk)))
    assert seen == {before, on_day, undated}
    templates = dict(SentEmail.objects.values_list("user_id", "template"))
    assert templates[person.pk] == "merged_users"
    assert templates[other.pk] == "merged_absorber"
    assert gone.pk not in templates


def test_dry_run_changes_nothing_and_says_what_will_happen(merge: MergeRequest) -> None:
    old = small(merge)
    ProviderFactory(organisation=old)
    make_log(LettingsLog, old, old, date=AFTER)
    plan = build_plan(merge)
    assert plan.problems == []
    text = " ".join(str(line) for step in plan.summary() for line in step["lines"])
    assert "1 lettings log dated from 1 June 2026" in text
    assert "2 users move to Big Homes" in text  # the officer who signed is one of them
    old.refresh_from_db()
    assert old.absorbing_organisation is None
    assert LettingsLog.objects.get().owning_organisation == old


def test_relationships(merge: MergeRequest) -> None:
    old, absorber = small(merge), merge.absorbing_organisation
    shared, own, agent = OrganisationFactory.create_batch(3)
    OrganisationRelationshipFactory(stock_owner=shared, managing_agent=old)
    OrganisationRelationshipFactory(stock_owner=shared, managing_agent=absorber)
    OrganisationRelationshipFactory(stock_owner=own, managing_agent=old)
    OrganisationRelationshipFactory(stock_owner=old, managing_agent=agent)
    OrganisationRelationshipFactory(stock_owner=old, managing_agent=absorber)
    run(merge)
    pairs = set(OrganisationRelationship.objects.values_list("stock_owner_id", "managing_agent_id"))
    assert pairs == {
        (shared.pk, absorber.pk),
        (own.pk, old.pk),
        (own.pk, absorber.pk),
        (old.pk, agent.pk),
        (absorber.pk, agent.pk),
    }


def test_closures_of_schemes_are_split_on_the_day(merge: MergeRequest) -> None:
    scheme = SchemeFactory(owning_organisation=small(merge), startdate=date(2020, 4, 1))
    periods = [(date(2025, 1, 1), date(2025, 2, 1)), (date(2026, 5, 1), date(2026, 6, 20)), (date(2026, 8, 1), None)]
    for begins, ends in periods:
        SchemeDeactivationPeriodFactory(scheme=scheme, deactivation_date=begins, reactivation_date=ends)
    run(merge)
    copy = Scheme.objects.get(owning_organisation=merge.absorbing_organisation)
    old = scheme.deactivation_periods.values_list("deactivation_date", "reactivation_date")
    new = copy.deactivation_periods.values_list("deactivation_date", "reactivation_date")
    assert set(old) == {periods[0], (date(2026, 5, 1), None)}
    assert set(new) == {(DAY, date(2026, 6, 20)), (date(2026, 8, 1), None)}


def test_all_or_nothing_and_why(merge: MergeRequest, monkeypatch) -> None:
    old = small(merge)
    person = ProviderFactory(organisation=old)
    log = make_log(LettingsLog, old, old, date=AFTER)

    def broken(self) -> dict:
        raise ValidationError("The registry of organisations is locked.")

    monkeypatch.setattr(MergedStep, "apply", broken)
    with pytest.raises(ValidationError):
        run(merge)
    merge.refresh_from_db()
    assert merge.status == MergeRequest.Status.READY_TO_MERGE
    assert merge.error == "The registry of organisations is locked."
    assert merge.last_attempt_failed
    assert merge.total_users is None
    for row in (person, log):
        row.refresh_from_db()
    assert person.organisation == old
    assert log.owning_organisation == old
    monkeypatch.undo()
    assert run(merge).status == MergeRequest.Status.REQUEST_MERGED
    assert merge.error == ""


def test_job_delivered_twice_does_nothing_the_second_time(merge: MergeRequest) -> None:
    started = perform.start(actor=merge.requester, request=merge)
    assert work("merge", started.pk) == MergeState.MERGED
    assert work("merge", started.pk) == "The merge has ended."
    with pytest.raises(ValidationError):
        perform.start(actor=merge.requester, request=merge)


def test_only_support_and_only_when_nothing_stands_in_the_way(merge: MergeRequest) -> None:
    with pytest.raises(PermissionDenied):
        perform.start(actor=CoordinatorFactory(), request=merge)
    requests.set_date(actor=merge.requester, request=merge, day=date(2026, 8, 1))
    with pytest.raises(ValidationError, match="not before"):
        perform.start(actor=merge.requester, request=merge)


def test_rights_are_checked_again_by_the_job(merge: MergeRequest) -> None:
    started = perform.start(actor=merge.requester, request=merge)
    User.objects.filter(pk=merge.requester_id).update(active=False)
    with pytest.raises(PermissionDenied):
        work("merge", started.pk)
    merge.refresh_from_db()
    assert "may not merge" in merge.error


def test_absorber_has_to_sign_first() -> None:
    request = MergeRequestFactory(merge_date=DAY)
    MergeRequestOrganisationFactory(merge_request=request)
    assert request.status == MergeRequest.Status.MERGE_ISSUES
    with pytest.raises(ValidationError, match="data sharing agreement"):
        perform.start(actor=request.requester, request=request)


def test_organisation_in_another_merge_is_refused_unless_that_was_deleted(merge: MergeRequest) -> None:
    actor, other = merge.requester, MergeRequestFactory(requester=merge.requester)
    with pytest.raises(ValidationError, match="Big Homes on 1 June 2026"):
        requests.add_organisation(actor=actor, request=other, organisation=small(merge))
    requests.discard(actor=actor, request=merge)
    requests.add_organisation(actor=actor, request=other, organisation=small(merge))


def test_choosing_the_absorber_takes_it_off_the_list(merge: MergeRequest) -> None:
    requests.set_absorber(actor=merge.requester, request=merge, absorber=small(merge))
    assert merge.status == MergeRequest.Status.INCOMPLETE


def test_steps_through_the_pages(client) -> None:
    absorber, old = OrganisationFactory(signed=True), OrganisationFactory()
    client.force_login(SupportFactory())
    client.post("/orgs/mergerequest/add/", {"organisation": absorber.pk})
    merge = MergeRequest.objects.get()
    base = f"/orgs/mergerequest/{merge.pk}"
    assert "Say which organisation" not in client.get(f"{base}/plan/").content.decode()
    client.post(f"{base}/organisations/", {"organisation": old.pk})
    day = {"merge_date-day": "1", "merge_date-month": "6", "merge_date-year": "2026"}
    client.post(f"{base}/date/", day)
    client.post(f"{base}/existing/", {"existing": "yes"})
    page = client.post(f"{base}/ticket/", {"has_ticket": "yes", "helpdesk_ticket": ""})
    assert "Enter the ticket number" in page.content.decode()
    client.post(f"{base}/ticket/", {"has_ticket": "yes", "helpdesk_ticket": "HD-1"})
    assert "Begin the merge" in client.get(f"{base}/plan/").content.decode()
    client.post(f"{base}/plan/")
    merge.refresh_from_db()
    assert merge.is_open
    page = client.get(f"{base}/change/").content.decode()
    assert "Waiting to start" in page
    assert 'hx-trigger="every 3s"' in page
    assert client.post(f"{base}/wake/").status_code == 302
    work("merge", merge.pk)
    page = client.get(f"{base}/change/").content.decode()
    assert "reads as merged into" in page
    assert client.get("/orgs/mergerequest/").status_code == 200


def test_a_merge_whose_worker_died_is_taken_up_again_within_a_minute_and_given_up_in_the_end(
    merge: MergeRequest, clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*args: object) -> None:
        raise Died

    started = perform.start(actor=merge.requester, request=merge)
    with monkeypatch.context() as patched:
        patched.setattr(perform, "_carry_out", die)
        for lost in (1, 2, 3):
            with pytest.raises(Died):
                work("merge", started.pk)
            merge.refresh_from_db()
            assert merge.is_open
            queued = OrmQ.objects.count()
            clock.move_by(minutes=1)
            sweep(now())
            merge.refresh_from_db()
            assert OrmQ.objects.count() == queued + (lost < 3)
    assert not merge.is_open
    assert "stopped in the middle" in merge.error
    assert run(merge).status == MergeRequest.Status.REQUEST_MERGED


def test_new_absorber_is_available_from_the_day(merge: MergeRequest) -> None:
    requests.set_existing(actor=merge.requester, request=merge, existing=False)
    run(merge)
    merge.absorbing_organisation.refresh_from_db()
    assert merge.absorbing_organisation.available_from == DAY
    assert timezone.is_aware(merge.finished_at)


def test_summary_says_what_the_merge_waits_for_and_who_can_help(client) -> None:
    request = MergeRequestFactory(merge_date=date(2026, 12, 1), absorbing_organisation__name="Ash & Oak")
    client.force_login(request.requester)
    page = f"/orgs/mergerequest/{request.pk}/change/"
    assert "Add the organisations that merge" in client.get(page).content.decode()
    MergeRequestOrganisationFactory(merge_request=request)
    text = client.get(page).content.decode()
    assert "Before the merge can begin" in text
    assert "not before" in text
    assert "it has no data protection officer" in text
    UserFactory(organisation=request.absorbing_organisation, is_dpo=True, name="Olive Officer")
    assert "Who can confirm the agreement: Olive Officer" in client.get(page).content.decode()
    assert "Merges" in client.get("/orgs/organisation/").content.decode()


def test_people_are_told_which_organisation_of_theirs_merged() -> None:
    absorber = OrganisationFactory(name="Big Homes", signed=True)
    request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=DAY)
    stays = UserFactory(organisation=absorber)
    people = {}
    for name in ("Elm & Sons", "Fir Homes"):
        organisation = OrganisationFactory(name=name)
        MergeRequestOrganisationFactory(merge_request=request, merging_organisation=organisation)
        people[name] = UserFactory(organisation=organisation)
    started = perform.start(actor=request.requester, request=request)
    assert work("merge", started.pk) == MergeState.MERGED
    arrived = {message.to[0]: message for message in read_mail()}
    for name, person in people.items():
        assert arrived[person.email].subject == f"{name} has merged into Big Homes"
    assert arrived[stays.email].subject == "2 organisations merged into Big Homes"
    assert "Elm & Sons and Fir Homes" in arrived[stays.email].body
