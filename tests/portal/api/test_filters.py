"""Lists of the API are narrowed by what lists of the admin are narrowed by, and by nothing else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from django.contrib import admin

from orgs.areas.shipped import load_shipped_areas
from portal.api.calls import collection
from portal.api.openapi import document
from portal.logs.admin.filters import LogFilter, YearFilter
from portal.logs.kinds import kind_named
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.portal.api.calling import CODE, System

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
each_kind = pytest.mark.parametrize("kind", ["lettings", "sales"])
OWN = {"cursor", "limit", "q", "changed_since", "external_reference"}


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


def offered(kind: str) -> dict[str, dict]:
    operation = document(collection(kind, 2026))["paths"][f"/api/v1/{kind}/2026/logs"]["get"]
    return {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}


@each_kind
def test_every_filter_of_the_list_is_offered_with_its_type(kind: str) -> None:
    listed = admin.site.get_model_admin(kind_named(kind).model).list_filter
    assert all(issubclass(one, LogFilter) for one in listed)
    names = {one.column if one.column in ("needstype", "ownershipsch") else one.parameter_name for one in listed}
    assert offered(kind).keys() == OWN | (names - {YearFilter.parameter_name})
    assert all(schema.get("type") or schema.get("anyOf") for schema in offered(kind).values())
    assert offered(kind)["status"]["items"]["enum"] == ["not_started", "in_progress", "completed"]


@each_kind
@pytest.mark.parametrize("is_test", [False, True])
def test_each_narrows_as_in_the_list(kind: str, is_test: bool) -> None:
    system = System(is_test=is_test)
    owner = OrganisationFactory(signed=True, holds_own_stock=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=system.organisation)
    person = CoordinatorFactory(organisation=system.organisation, name="Zoë Quill")
    part, date = kind_named(kind).part_field, kind_named(kind).date_field
    one = system.add(kind, "R1", **{CODE[kind]: "FINDME", "assigned_to_id": person.pk}).json()
    other = system.post(
        f"{kind}/2026/logs",
        {"answers": {date: "2026-05-20", CODE[kind]: "ELSE", "owning_organisation_id": owner.pk, part: 2}},
    ).json()
    assert (one["status"], other["status"]) == ("completed", "in_progress")
    model = kind_named(kind).model.objects
    model.filter(pk=one["id"]).update(bulk_upload_id=77)
    first = model.get(pk=one["id"])

    def left(**query: object) -> list[str]:
        answered = system.get(f"{kind}/2026/logs?{urlencode(query, doseq=True)}")
        assert answered.status_code == 200, answered.content
        return ["one" if log["id"] == one["id"] else "other" for log in answered.json()["logs"]]

    assert left() == left(status=["completed", "in_progress"]) == left(manager=system.organisation.pk)
    assert left() == left(organisation=system.organisation.pk) == ["other", "one"]
    for query in (
        {"status": "completed"},
        {"q": "findm"},
        {"q": f"log {one['id']}"},
        {"owner": system.organisation.pk},
        {"assigned_to": person.pk},
        {"assigned_name": "quill"},
        {"upload": 77},
        {part: first.answers.get(part, getattr(first, part))},
        {"external_reference": "R1"},
        {"from": first.date, "until": first.date},
    ):
        assert left(**query) == ["one"], query
    assert left(status=["not_started"]) == left(changed_since="2026-08-05T12:00:01+00:00") == left(owner=10**18) == []
    if not is_test:
        type(person).objects.filter(pk=person.pk).update(active=False)
        model.filter(pk=other["id"]).update(assigned_to=person)
        assert left(assigned_to="gone") == ["other"]
    if kind == "lettings":
        model.filter(pk=one["id"]).update(unresolved=True)
        assert left(unresolved="yes") == ["one"]


@each_kind
def test_what_is_no_filter_or_no_value_of_it_is_refused(kind: str) -> None:
    system = System()
    part = kind_named(kind).part_field
    for wrong in (
        *("year=2026", "colour=red", "status=3", "status=completed&status=new", "status=", "q=", "q=" + "x" * 201),
        *("owner=x", "manager=0", "assigned_to=you", "assigned_to=", "assigned_name=+", "upload=-1", f"{part}=99"),
        *("owner=1&owner=2", "from=1.5.2026", "until=2026-02-30", "saletype=1", f"{part}=١"),
    ):
        refused = system.get(f"{kind}/2026/logs?{wrong}")
        assert refused.status_code == 400, wrong
        assert refused.json()["parameter"] == wrong.split("=")[0]
