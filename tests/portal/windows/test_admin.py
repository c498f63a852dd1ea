"""Dates of a collection year are changed knowingly: what closes is told first, and nothing is invented."""

from datetime import date
from typing import Any

import pytest

from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lettings.models import LettingsLog
from portal.logs.status import LogStatus
from portal.windows import Window
from portal.windows.effects import effects_of
from portal.windows.models import CollectionWindow
from portal.windows.uses import Use, uses_of
from tests.factories.accounts import CoordinatorFactory, SupportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-27 10:00")]

LETTINGS = Use("lettings log", 29, 12, 3)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def window_of(year: int) -> CollectionWindow:
    return CollectionWindow.objects.get(start_year=year)


def test_closing_a_year_says_whose_logs_close() -> None:
    open_now = Window(2026, date(2026, 4, 1), date(2027, 6, 4), date(2027, 7, 3), date(2027, 7, 31))
    closed = Window(2026, date(2026, 4, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 31))
    lines = effects_of(open_now, closed, [LETTINGS])
    assert "29 lettings logs of 3 organisations close, 12 of them not complete." in lines
    assert effects_of(closed, open_now, [LETTINGS])[0] == "29 lettings logs can be changed again."


def test_a_window_with_logs_is_not_deleted() -> None:
    coordinator = CoordinatorFactory()
    LettingsLog.objects.create(
        owning_organisation=coordinator.organisation,
        managing_organisation=coordinator.organisation,
        assigned_to=coordinator,
        date=date(2026, 5, 1),
        collection_year=2026,
        status=LogStatus.IN_PROGRESS,
    )
    assert [use.count for use in uses_of(2026)] == [1]
    client = signed_in(SupportFactory())
    page = reverse("admin:portal_collectionwindow_delete", args=[window_of(2026).pk])
    assert "1 lettings log" in client.get(page).content.decode()
    assert client.post(page, {"post": "yes"}).status_code == 403
    assert CollectionWindow.objects.filter(start_year=2026).exists()


@pytest.mark.parametrize(
    ("name", "day"),
    [("q3_cut_off", date(2027, 7, 1)), ("q1_cut_off", date(2026, 3, 1)), ("q2_cut_off", date(2026, 7, 10))],
)
def test_the_dates_of_a_year_follow_each_other(name: str, day: date) -> None:
    window = window_of(2026)
    setattr(window, name, day)
    with pytest.raises(ValidationError):
        window.full_clean()


def test_history_tells_from_what_to_what() -> None:
    window = window_of(2026)
    window.save()
    window.submission_deadline = date(2027, 6, 11)
    window.save()
    page = signed_in(SupportFactory()).get(reverse("admin:portal_collectionwindow_history", args=[window.pk]))
    assert "<del>4 June 2027</del>" in page.content.decode()
    assert "<ins>11 June 2027</ins>" in page.content.decode()


def test_dates_change_with_a_reason_that_the_history_keeps() -> None:
    window, client = window_of(2026), signed_in(SupportFactory())
    address = reverse("admin:portal_collectionwindow_change", args=[window.pk])
    form = client.get(address).context["adminform"].form
    sent: dict[str, Any] = {}
    for name in form.fields:
        if (value := form[name].value()) is not None:
            sent |= {f"{name}-{part}": str(getattr(value, part)) for part in ("day", "month", "year")}
    sent["submission_deadline-day"] = "11"
    assert "What this does" in client.post(address, sent).content.decode()
    page = client.post(address, {**sent, "confirmed": "yes", "reason": " "}).content.decode()
    assert "Enter why the dates are changed" in page
    assert window_of(2026).submission_deadline == window.submission_deadline
    assert client.post(address, {**sent, "confirmed": "yes", "reason": "Easter"}).status_code == 302
    assert window_of(2026).submission_deadline.day == 11
    assert window.history.first().history_change_reason == "Easter"


def test_missing_dates_are_told_and_never_made_up() -> None:
    window_of(2026).delete()
    coordinator, support = CoordinatorFactory(organisation__signed=True), SupportFactory()
    home = signed_in(coordinator).get("/").content.decode()
    assert "The deadlines of 2026 to 2027 have not been set yet." in home
    assert "1 June 2027" not in home
    assert "The dates of the collection year 2026 to 2027 are missing" in signed_in(support).get("/").content.decode()
