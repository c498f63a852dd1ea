"""The pages of the statistics and their files: figures go through disclosure control on every way out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from portal.clock import Frozen
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.logs.uploads.models import Submission
from portal.statistics.dictionary import FILES
from portal.statistics.models import Summary
from portal.statistics.topics import TOPICS
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.statistics.figures import fill, of_one

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-23 10:00")]
NUMBER = re.compile(r"[\d,]+")
FIGURES = re.compile(r'<td class="govuk-table__cell[^>]*>([^<]*)</td>')
ENDS = re.compile(r'<text class="core-chart__total"[^>]*>([^<]*)</text>')
PICTURE = re.compile(r"<svg class=\"core-chart.*?</svg>", re.DOTALL)


@pytest.fixture
def statistician(client: Client) -> Client:
    client.force_login(StatisticianFactory())
    return client


def page(client: Client, topic: str, **chosen: str) -> str:
    response = client.get(reverse(f"admin:statistics_{topic}"), chosen)
    assert response.status_code == 200
    return response.content.decode()


def lines(client: Client, topic: str, **chosen: str) -> list[list[str]]:
    response = client.get(reverse(f"admin:statistics_{topic}_csv"), chosen)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_no_route_gives_a_figure_that_is_not_rounded(statistician: Client) -> None:
    organisations = fill()
    for organisation in organisations[:3]:
        for _ in range(3):
            Submission.objects.create(
                log_type="lettings",
                year=2026,
                organisation=organisation,
                created_by=ProviderFactory(),
                state="accepted",
            )
    member = {"owner": str(organisations[2].pk), "area": "E06000001", "part": "1", "landlord": "LA"}
    for topic in TOPICS:
        for breakdown in ("", *(name for name in member if name not in topic.without)):
            chosen = {"kind": "lettings", "year": "2026"} | ({breakdown: member[breakdown]} if breakdown else {})
            text = page(statistician, topic.slug, **chosen)
            pictures = PICTURE.findall(text)
            assert all(len(picture) < 15 * 1024 for picture in pictures)
            told = FIGURES.findall(text)
            for figure in [*told, *(end for picture in pictures for end in ENDS.findall(picture))]:
                if NUMBER.fullmatch(figure):
                    assert int(figure.replace(",", "")) % 5 == 0, (topic.slug, chosen, figure)
            in_file = [cell for line in lines(statistician, topic.slug, **chosen) for cell in line]
            assert set(told) <= set(in_file), "the file has what the page has"
            data = statistician.get(reverse(f"admin:statistics_{topic.slug}_json"), chosen).json()
            in_data = [cell for table in data["tables"] for row in table["rows"] for cell in row]
            assert set(in_data) <= set(in_file), "and programs are given nothing else"
            assert set(told) <= set(in_data)
            for figure in in_file:
                if NUMBER.fullmatch(figure):
                    assert int(figure.replace(",", "")) % 5 == 0, (topic.slug, chosen, figure)
    assert DownloadRecord.objects.filter(download_type=DownloadKind.STATISTICS).count() > len(TOPICS)


def test_the_picture_says_what_the_table_says(statistician: Client) -> None:
    fill()
    text = page(statistician, "completion")
    states = FIGURES.findall(text)[:6:2]
    assert ENDS.findall(text) == states
    assert "bar chart. The table that follows has the same figures." in text


def test_completion_beside_last_year(statistician: Client) -> None:
    fill()
    rows = lines(statistician, "completion")
    total = sum(60 + 7 * number for number in range(11)) + 3
    assert ["All", f"{(total + 2) // 5 * 5:,}", ""] in rows
    assert [row[0] for row in rows if row[:1] and row[0].endswith("June 2026")] == [
        "1 June 2026", "8 June 2026", "15 June 2026", "22 June 2026", "29 June 2026",
    ]  # fmt: skip


def test_timeliness_waits_for_cohorts_to_be_old_enough(statistician: Client, clock: Frozen) -> None:
    fill()
    (old,) = [row for row in lines(statistician, "timeliness") if row[:1] == ["May 2026"]]
    assert old[2] == "33%"
    assert old[3:5] == ["66%", "66%"]
    assert old[5:] == ["45 days", "not yet known"]
    clock.move_to("2026-07-20 10:00")
    (young,) = [row for row in lines(statistician, "timeliness") if row[:1] == ["May 2026"]]
    assert young[2:5] == ["33%", "not yet known", "not yet known"]


def test_an_area_with_few_logs_is_refused(statistician: Client) -> None:
    fill()
    text = page(statistician, "completion", kind="lettings", year="2026", area="E06000009")
    assert "There are fewer than 10 logs, so no figures are given." in text
    assert "<table" not in text
    assert ["There are fewer than 10 logs, so no figures are given."] in lines(
        statistician, "completion", kind="lettings", year="2026", area="E06000009"
    )


def sums(year: int, measure: str, by_area: dict[str, dict[str, int]]) -> None:
    """The sums of a measure by area and over all."""
    total: Counter[str] = Counter()
    for counts in by_area.values():
        total.update(counts)
    places = [("all", "", dict(total)), *(("area", area, counts) for area, counts in by_area.items())]
    Summary.objects.bulk_create(
        Summary(log_type="lettings", year=year, breakdown=breakdown, member=member, measure=measure, counts=counts)
        for breakdown, member, counts in places
    )


def test_a_year_before_with_few_logs_does_not_stand_beside_this_one(statistician: Client) -> None:
    fill()
    for measure, item in (("status", "2"), ("completed", "2025-06-02")):
        sums(2025, measure, {"E06000004": {item: 7}, "E06000002": {item: 60}})
    rows = lines(statistician, "completion", kind="lettings", year="2026", area="E06000004")
    (row,) = [row for row in rows if row[:1] == ["1 June 2026"]]
    assert row[1] != "[c]"
    assert row[2] == "[c]"


def test_no_days_are_told_of_a_month_whose_total_is_confidential(statistician: Client) -> None:
    fill(2025)
    sums(2026, "status", {"E06000001": {"2": 11}, "E06000002": {"2": 110}})
    sums(2026, "bands", {"E06000001": {"2026-05:30": 3, "2026-05:60": 8}, "E06000002": {"2026-05:30": 110}})
    sums(2026, "days", {"E06000001": {"2026-05:12": 3, "2026-05:45": 8}, "E06000002": {"2026-05:12": 110}})
    rows = lines(statistician, "timeliness", kind="lettings", year="2026", area="E06000001")
    (row,) = [row for row in rows if row[:1] == ["May 2026"]]
    assert row[1:] == ["[c]"] * 6


def test_questions_are_told_apart_and_the_picture_has_those_that_must_be_answered(statistician: Client) -> None:
    fill()
    sums(2025, "status", {"E06000001": {"2": 200}})
    sums(2025, "asked", {"E06000001": {"county": 200, "age1_known": 200, "age1": 200}})
    sums(2025, "missing", {"E06000001": {"county": 100, "age1": 50}})
    chosen = {"kind": "lettings", "year": "2025"}
    shares = {row[0]: row[5] for row in lines(statistician, "answers", **chosen) if len(row) == 7}
    assert shares["County (may be left out)"] == "50%"
    assert shares["Lead tenant's age: Do you know the lead tenant's age?"] == "0%"
    assert shares["Lead tenant's age: How old is the lead tenant?"] == "25%"
    assert ENDS.findall(page(statistician, "answers", **chosen)) == ["25%", "0%"]


def test_one_breakdown_at_a_time(statistician: Client) -> None:
    fill()
    chosen = {"kind": "lettings", "year": "2026", "area": "E06000001", "part": "1"}
    text = page(statistician, "completion", **chosen)
    assert "<title>Error: Completion – CORE</title>" in text
    assert "Choose only one of" in text
    for way in ("csv", "json"):
        assert statistician.get(reverse(f"admin:statistics_completion_{way}"), chosen).status_code == 400


def test_an_organisation_sees_itself_as_it_is_beside_the_median(client: Client) -> None:
    person = CoordinatorFactory(organisation__signed=True)
    fill(more=person.organisation)
    client.force_login(person)
    rows = lines(client, "completion")
    own = of_one(60)["status"]
    assert ["Completed", str(own["2"]), "67%", "66%"] in rows
    assert "internal: do not publish" in page(client, "completion")
    assert "Local authority" not in page(client, "completion")
    foreign = OrganisationFactory()
    assert lines(client, "completion", owner=str(foreign.pk)) == rows, "an address changes nothing"


def test_the_median_needs_enough_organisations(client: Client, settings: Any) -> None:
    settings.STATISTICS = {**settings.STATISTICS, "least_organisations": 50}
    person = CoordinatorFactory(organisation__signed=True)
    fill(more=person.organisation)
    client.force_login(person)
    assert ["Completed", "40", "67%", ""] in lines(client, "completion")


def test_who_may_look(client: Client) -> None:
    coordinator = CoordinatorFactory(organisation__signed=True)
    for person, expected in ((coordinator, 200), (ProviderFactory(organisation=coordinator.organisation), 403)):
        client.force_login(person)
        assert client.get(reverse("admin:statistics")).status_code == expected
        assert client.get(reverse("admin:statistics_completion_csv")).status_code == expected
        assert client.get(reverse("admin:statistics_completion_json")).status_code == expected
        assert client.get(reverse("admin:statistics_areas")).status_code == 403
        assert client.get(reverse("admin:statistics_areas_json")).status_code == 403


def test_pages_ask_few_queries(statistician: Client, django_assert_max_num_queries: Any) -> None:
    fill()
    for topic in TOPICS:
        with django_assert_max_num_queries(22):
            page(statistician, topic.slug)


def test_the_dictionary_of_a_year_and_its_files(statistician: Client) -> None:
    page_of = reverse("admin:statistics_dictionary")
    text = statistician.get(page_of, {"kind": "sales", "year": "2025"}).content.decode()
    assert "Sales, 2025 to 2026" in text
    assert '<th scope="row" class="govuk-table__header core-break">ownershipsch</th>' in text
    files = {name: statistician.get(f"{page_of}file/", {"file": name}) for name in FILES}
    assert b"armedforces" in files["data_dictionary_csv"].getvalue()
    assert files["data_dictionary"].getvalue().startswith(b"PK")
    assert json.loads(files["data_package"].getvalue())["resources"]
    assert "lettings-data-dictionary-2026-27.csv" in files["data_dictionary_csv"]["Content-Disposition"]
    for wrong in ({"kind": "other"}, {"year": "2001"}, {"year": "x"}):
        assert statistician.get(page_of, wrong).status_code == 404
    assert statistician.get(f"{page_of}file/", {"file": "paper_form"}).status_code == 404
