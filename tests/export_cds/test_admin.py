"""Export runs in the admin: support starts and follows them, statisticians look, nobody else knows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django_q.models import OrmQ

from django.test import Client
from django.urls import reverse

from export_cds.models import ExportRun, RunState
from export_cds.running.perform import perform
from export_cds.running.request import request_run
from portal.clock import now
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.jobs.work import give_up
from tests.accounts.mailbox import read_mail
from tests.export_cds.documents import make_letting
from tests.export_cds.runs import export_lettings
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

LIST = "admin:export_cds_exportrun_changelist"
ADD = "admin:export_cds_exportrun_add"


def signed_in(factory: Any) -> Client:
    client = Client()
    client.force_login(factory())
    return client


def page(run: ExportRun, name: str = "change") -> str:
    return reverse(f"admin:export_cds_exportrun_{name}", args=[run.pk])


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_support_exports_now_and_sees_how_it_went(store: Path) -> None:
    make_letting()
    support = signed_in(SupportFactory)
    response = support.post(reverse(ADD), {"collection": "lettings", "kind": "full", "year": "2026"})
    run = ExportRun.objects.get()
    assert response.headers["Location"] == page(run)
    assert OrmQ.objects.count() == 1
    waiting = text_of(support.get(page(run)))
    assert 'hx-trigger="every 3s"' in waiting
    assert "Lettings 2026 to 2027: everything" in waiting
    perform(run.pk)
    finished = text_of(support.get(page(run)))
    for expected in ("core_2026_2027_apr_mar_f0001_inc0001.zip", "Manifest_2026_08_05_0001.csv", "Sent", "Finished"):
        assert expected in finished
    assert "hx-trigger" not in finished
    listed = text_of(support.get(reverse(LIST)))
    assert run.requested_by is not None
    assert run.requested_by.name in listed
    assert "Export now" in listed or reverse(ADD) in listed


def test_what_went_wrong_is_told_and_support_can_act(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()
    support = signed_in(SupportFactory)

    def fail(*args: Any) -> None:
        raise OSError("no room <left>")

    with monkeypatch.context() as patched:
        patched.setattr("export_cds.running.perform.build_archives", fail)
        with pytest.raises(OSError, match="no room"):
            export_lettings()
    run = ExportRun.objects.get()
    shown = text_of(support.get(page(run)))
    assert "OSError: no room &lt;left&gt;" in shown
    assert "Will be tried again" in shown
    assert "no room" in text_of(support.get(reverse(LIST)))
    support.post(page(run, "wake"))
    run.refresh_from_db()
    assert (run.retry_at, OrmQ.objects.count()) == (None, 1)
    support.post(page(run, "give_up"))
    run.refresh_from_db()
    assert (run.state, run.finished_at) == (RunState.FAILED, now())
    assert "Given up by" in run.error


def test_a_second_export_is_refused_with_a_reason() -> None:
    request_run(actor=None, enqueue=False)
    response = signed_in(SupportFactory).post(reverse(ADD), {"collection": "all", "kind": "partial"})
    assert "Another export is running" in text_of(response)
    assert ExportRun.objects.count() == 1


@pytest.mark.parametrize(
    "posted", [{}, {"collection": "logs", "kind": "full"}, {"collection": "all", "kind": "some"}, {"year": "1999"}]
)
def test_bad_input_starts_nothing(posted: dict[str, str]) -> None:
    response = signed_in(SupportFactory).post(reverse(ADD), posted)
    assert "There is a problem" in text_of(response)
    assert not ExportRun.objects.exists()


def test_statisticians_look_and_do_not_act() -> None:
    run = request_run(actor=None, enqueue=False)
    statistician = signed_in(StatisticianFactory)
    assert "Give up" not in text_of(statistician.get(page(run)))
    assert reverse(ADD) not in text_of(statistician.get(reverse(LIST)))
    assert statistician.get(reverse(ADD)).status_code == 403
    assert statistician.post(reverse(ADD), {"collection": "all", "kind": "full"}).status_code == 403
    assert statistician.post(page(run, "give_up")).status_code == 403
    run.refresh_from_db()
    assert run.state == RunState.QUEUED


@pytest.mark.parametrize("factory", [ProviderFactory, CoordinatorFactory])
def test_others_find_nothing(factory: Any) -> None:
    run = request_run(actor=None, enqueue=False)
    client = signed_in(factory)
    assert client.get(page(run)).status_code == 404
    assert client.post(page(run, "give_up")).status_code == 404
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403


def test_who_may_look_opens_what_was_sent_and_it_is_recorded(store: Path) -> None:
    make_letting()
    run = export_lettings()
    export = run.exports.get()
    archive = reverse("admin:export_cds_exportrun_archive", args=[run.pk, export.pk])
    for factory in (SupportFactory, StatisticianFactory):
        client = signed_in(factory)
        shown = text_of(client.get(page(run)))
        assert archive in shown
        assert page(run, "manifest") in shown
        sent = b"".join(client.get(archive).streaming_content)
        assert sent == (store / export.file_name).read_bytes()
        manifest = b"".join(client.get(page(run, "manifest")).streaming_content)
        assert manifest == (store / run.manifest_name).read_bytes()
    assert DownloadRecord.objects.filter(download_type=DownloadKind.EXPORTS).count() == 4
    (store / export.file_name).unlink()
    assert client.get(archive).status_code == 404
    assert signed_in(CoordinatorFactory).get(archive).status_code == 404


def test_years_are_chosen_by_their_names() -> None:
    text = text_of(signed_in(SupportFactory).get(reverse(ADD)))
    assert "2026 to 2027" in text
    assert "2,026" not in text


def test_buttons_follow_the_state() -> None:
    """They stand in the part of the page that is asked for while the run goes on."""
    run = request_run(actor=None, enqueue=False)
    shown = text_of(signed_in(SupportFactory).get(page(run)))
    region = shown[shown.index('<div id="job"') :]
    assert region.index("Try again now") < region.index("Give up this export") < region.index("</main>")
    ExportRun.objects.filter(pk=run.pk).update(state=RunState.PUBLISHING)
    assert "Give up" not in text_of(signed_in(SupportFactory).get(page(run)))


def test_support_is_told_of_an_export_in_trouble() -> None:
    support = SupportFactory()
    run = request_run(actor=None, enqueue=False)
    give_up(run, "no room")
    [message] = [one for one in read_mail() if one.to == [support.email]]
    assert "was given up" in message.subject
    assert "no room" in message.body
    assert page(run) in message.body


def test_changing_state_takes_a_post() -> None:
    run = request_run(actor=None, enqueue=False)
    support = signed_in(SupportFactory)
    asked = text_of(support.get(page(run, "give_up")))
    assert "Are you sure you want to give up this export?" in asked
    assert "Nothing of it counts as sent" in asked
    run.refresh_from_db()
    assert run.is_open
    assert support.get(page(run, "wake")).status_code == 405


def test_giving_up_what_has_ended_or_must_go_on_is_told_and_changes_nothing(store: Path) -> None:
    make_letting()
    support = signed_in(SupportFactory)
    finished = export_lettings()
    going_on = request_run(actor=None, enqueue=False)
    ExportRun.objects.filter(pk=going_on.pk).update(state=RunState.PUBLISHING)
    for run, words in ((finished, "It has ended in the meantime."), (going_on, "cannot be given up any more")):
        for method in (support.get, support.post):
            response = method(page(run, "give_up"), follow=True)
            assert response.redirect_chain == [(page(run), 302)]
            assert words in text_of(response)
    assert {run.state for run in ExportRun.objects.all()} == {RunState.FINISHED, RunState.PUBLISHING}


def test_the_list_is_narrowed_to_what_waits_after_a_failure_and_to_a_year(store: Path) -> None:
    make_letting()
    support = signed_in(SupportFactory)
    finished = export_lettings()
    other_year = request_run(actor=None, kind="full", collection="lettings", year=2025, enqueue=False)
    perform(other_year.pk)
    waiting = request_run(actor=None, kind="full", collection="users", enqueue=False)
    ExportRun.objects.filter(pk=waiting.pk).update(error="no room")

    def listed(query: str) -> set[int]:
        return {run.pk for run in support.get(f"{reverse(LIST)}?{query}").context["cl"].queryset}

    assert listed("state=again") == {waiting.pk}
    assert listed("state=queued") == set()
    assert listed("state=finished") == {finished.pk, other_year.pk}
    assert listed("year=2026") == {finished.pk}
    assert listed("year=2025") == {other_year.pk}
    assert listed("year=soon") == listed("state=odd") == {finished.pk, other_year.pk, waiting.pk}
    shown = text_of(support.get(reverse(LIST)))
    assert "Will be tried again" in shown
    assert "2026 to 2027" in shown


def test_a_list_of_many_runs_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    support = signed_in(SupportFactory)
    for _ in range(5):
        perform(request_run(actor=None, collection="users", enqueue=False).pk)
    with django_assert_max_num_queries(12):
        text_of(support.get(reverse(LIST)))


@pytest.mark.clock("2027-06-01 09:30")
def test_a_year_without_a_questionnaire_is_told_on_list_and_run(store: Path) -> None:
    make_letting(answers={"startdate": "2027-05-01"})
    run = request_run(actor=None, kind="full", collection="lettings", year=2027, enqueue=False)
    perform(run.pk)
    statistician = signed_in(StatisticianFactory)
    sentence = "There is no questionnaire for lettings of 2027 to 2028 yet."
    assert sentence in text_of(statistician.get(page(run)))
    assert sentence in text_of(statistician.get(reverse(LIST)))
