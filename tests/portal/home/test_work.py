"""What the home page counts."""

from datetime import date

import pytest

from portal.home import work
from portal.tasks import blockers
from portal.windows import Window, Windows

pytestmark = pytest.mark.django_db

YEAR_2026 = Window(
    2026,
    date(2026, 4, 1),
    date(2027, 6, 4),
    date(2027, 7, 3),
    date(2027, 7, 31),
    (date(2026, 7, 10), date(2026, 10, 9), date(2027, 1, 15)),
)


def test_deadlines_are_those_ahead_soonest_first() -> None:
    found = work.deadlines(Windows([YEAR_2026]), date(2026, 11, 23))
    assert [d.day for d in found if "2026 to 2027" in d.text] == [date(2027, 1, 15), date(2027, 6, 4)]


def test_a_near_deadline_says_so() -> None:
    found = {d.day: d.soon for d in work.deadlines(Windows([YEAR_2026]), date(2027, 1, 14))}
    assert found[date(2027, 1, 15)] == "Tomorrow"
    assert found[date(2027, 6, 4)] == ""


def test_after_the_last_change_a_year_has_no_deadlines() -> None:
    assert all("2026 to 2027" not in d.text for d in work.deadlines(Windows([YEAR_2026]), date(2027, 8, 1)))


@pytest.mark.clock("2026-11-23")
def test_counts_are_of_visible_logs_and_a_providers_own() -> None:
    from lettings.models import LettingsLog
    from portal.logs.status import LogStatus
    from portal.windows import load_windows
    from tests.factories.accounts import CoordinatorFactory, ProviderFactory

    coordinator = CoordinatorFactory()
    ours = coordinator.organisation
    provider = ProviderFactory(organisation=ours)
    stranger = ProviderFactory()

    def log(**kwargs: object) -> None:
        values = {"owning_organisation": ours, "managing_organisation": ours, "collection_year": 2026}
        LettingsLog.objects.create(**{**values, "date": date(2026, 5, 1), "status": LogStatus.IN_PROGRESS, **kwargs})

    log(assigned_to=provider)
    log(assigned_to=coordinator)
    log(status=LogStatus.COMPLETED)
    log(owning_organisation=stranger.organisation, managing_organisation=stranger.organisation)

    def counts(user: object) -> dict[str, int]:
        box = next(b for b in work.work_boxes(user, load_windows()) if b.title == "Lettings logs 2026 to 2027")
        return {figure.kind: figure.count for figure in box.figures}

    assert counts(coordinator) == {"not_started": 0, "in_progress": 2, "completed": 1}
    assert counts(provider) == {"not_started": 0, "in_progress": 1, "completed": 0}


def test_an_unsigned_agreement_blocks() -> None:
    from tests.factories.accounts import ProviderFactory

    assert "data sharing agreement" in blockers(ProviderFactory())[0].text
    assert blockers(ProviderFactory(organisation__signed=True)) == []


@pytest.mark.clock("2026-11-23")
def test_a_new_log_is_offered_only_where_it_can_be_created() -> None:
    from portal.windows import load_windows
    from tests.factories.accounts import ProviderFactory

    def offered(user: object) -> tuple[bool, set[str]]:
        boxes = work.work_boxes(user, load_windows())
        return any(box.add_href for box in boxes), {box.upload_href for box in boxes if box.upload_href}

    assert offered(ProviderFactory()) == (False, set())
    uploads = {f"/uploads/submission/new/{log_type}/" for log_type in ("lettings", "sales")}
    assert offered(ProviderFactory(organisation__signed=True)) == (True, uploads)
