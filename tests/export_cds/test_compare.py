"""What changed between two exports, and what an archive holds: for support and statisticians only."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from export_cds.models import Export, ExportRun
from portal.clock import Frozen
from portal.downloads.models import DownloadRecord
from portal.logs.record import delete_log, record_answers
from portal.theme.record_pages import model_url
from tests.export_cds.runs import export_lettings
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import recorded, whose

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 12:00")]
COMPARE = "admin:export_cds_exportrun_compare"


class World:
    """Two exports with a day between them, in which logs were changed, deleted, added, and changed back."""

    def __init__(self, clock: Frozen) -> None:
        self.people = [CoordinatorFactory(organisation=OrganisationFactory(signed=True)) for _ in range(2)]
        person, other = self.people
        self.changed, self.moved, self.deleted, self.back, _ = (
            recorded("lettings", person, tenancycode=f"OLD{number}") for number in range(5)
        )
        clock.move_by(minutes=5)
        self.first = export_lettings()
        clock.move_by(hours=24)
        self.added = recorded("lettings", other, tenancycode="ADDED")
        record_answers(log=self.changed, changes={"tenancycode": "BETWEEN"}, actor=person)
        record_answers(log=self.moved, changes=whose(other), actor=person)
        delete_log(log=self.deleted, actor=person)
        record_answers(log=self.back, changes={"tenancycode": "BACK"}, actor=person)
        clock.move_by(minutes=5)
        record_answers(log=self.changed, changes={"tenancycode": "NEW"}, actor=person)
        record_answers(log=self.back, changes={"tenancycode": "OLD3"}, actor=person)
        clock.move_by(minutes=5)
        self.second = export_lettings()
        clock.move_by(minutes=5)
        record_answers(log=self.changed, changes={"tenancycode": "LATER"}, actor=person)

    def lines(self, client: Client, **more: Any) -> dict[int, list[list[str]]]:
        """The file: log to its lines."""
        chosen = {"first": self.first.pk, "second": self.second.pk, "kind": "lettings", "csv": 1, **more}
        response = client.get(reverse(COMPARE), chosen)
        rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))[1:]
        return {int(row[0]): [line[1:] for line in rows if line[0] == row[0]] for row in rows}


def test_what_changed_between_two_exports(store: Path, client: Client, clock: Frozen) -> None:
    world = World(clock)
    client.force_login(StatisticianFactory())
    found = world.lines(client)
    assert found.keys() == {world.changed.pk, world.moved.pk, world.deleted.pk, world.added.pk}
    assert ["Changed", "Tenant code", "OLD0", "NEW"] in found[world.changed.pk], "nothing of what came after"
    assert found[world.added.pk][0][0] == "Added"
    assert found[world.deleted.pk] == [["Deleted", "Status", "In progress", "Deleted"]]
    of_other = world.lines(client, organisation=world.people[1].organisation_id)
    assert of_other.keys() == {world.moved.pk, world.added.pk}
    of_first = world.lines(client, organisation=world.people[0].organisation_id)
    assert of_first.keys() == {world.changed.pk, world.moved.pk, world.deleted.pk}, "what it gave away is a change too"
    assert world.lines(client, log=world.changed.pk).keys() == {world.changed.pk}
    assert world.lines(client, year=2025) == {}
    chosen = {"first": world.first.pk, "second": world.second.pk, "kind": "lettings"}
    text = client.get(reverse(COMPARE), chosen).content.decode()
    assert "5 logs changed between" in text
    assert "As it was: changed and changed back" in text
    assert "<ins>NEW</ins>" in text
    led_to = {log.pk for log in (world.changed, world.deleted) if model_url(type(log), "history", log.pk) in text}
    assert led_to == {world.changed.pk}, "a log that is deleted has no page"
    swapped = client.get(reverse(COMPARE), {**chosen, "first": world.second.pk, "second": world.first.pk})
    assert "The later export must have begun after the earlier one" in swapped.content.decode()
    client.force_login(world.people[0])
    assert client.get(reverse(COMPARE), chosen).status_code == 403

    client.force_login(StatisticianFactory())
    export = Export.objects.get(run=world.first)
    address = reverse("admin:export_cds_exportrun_contents", args=[world.first.pk, export.pk])
    held = client.get(address, {"number": world.changed.pk}).content.decode()
    assert '<dd class="govuk-summary-list__value">OLD0</dd>' in held
    assert "holds no record with this number" in client.get(address, {"number": world.added.pk}).content.decode()
    assert (
        f'"record": {world.changed.pk}'
        in DownloadRecord.objects.order_by("pk").values_list("download_filters", flat=True).reverse()[1]
    )
    client.force_login(world.people[0])
    assert client.get(address).status_code == 404


def test_nothing_to_compare(client: Client) -> None:
    client.force_login(StatisticianFactory())
    assert not ExportRun.objects.exists()
    assert "There is nothing to compare until two exports have ended." in client.get(reverse(COMPARE)).content.decode()
