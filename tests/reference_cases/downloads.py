"""Running the cases of downloads: each log as a line of each of its three files, compared cell by cell.

Labels may be worded otherwise. Where the reference shows a label (its file of codes shows another text in the same
column), ours has to show our label of the same answer; everything else has to be the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lettings.downloads import place_of
from orgs.areas.lookup import Area, Areas
from orgs.areas.shipped import SHIPPED
from portal.clock import LONDON
from portal.logs.downloads.cells import LogCells
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.logs.sample_world import read_rows
from portal.questionnaire.document import Kind
from supported_housing.codes import (
    ClientGroup,
    IntendedStay,
    MobilityType,
    RegisteredUnderCareAct,
    SchemeType,
    SupportType,
    TypeOfUnit,
    YesNo,
)

VARIANTS = {"support_labels": (True, False), "support_codes": (True, True), "other_labels": (False, False)}
SCHEME_CODES: dict[str, Any] = {
    "sensitive": YesNo,
    "scheme_type": SchemeType,
    "registered_under_care_act": RegisteredUnderCareAct,
    "primary_client_group": ClientGroup,
    "has_other_client_group": YesNo,
    "secondary_client_group": ClientGroup,
    "support_type": SupportType,
    "intended_stay": IntendedStay,
}
LOCATION_CODES: dict[str, Any] = {"type_of_unit": TypeOfUnit, "mobility_type": MobilityType}


@dataclass(frozen=True)
class Line:
    """One log in one of the files, theirs and ours."""

    case: str
    headers: tuple[str, ...]
    theirs: Mapping[str, str]
    ours: Mapping[str, str]
    codes: Mapping[str, str]
    labels: Mapping[str, Mapping[str, frozenset[str]]]


def run_downloads(content: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, Any, Any, str]]]]:
    """Name of each case with its differences: column, theirs, ours, and the reason where it is wanted."""
    about = content["about"]
    kind, year = kind_named(about["log_type"]), about["collection_year"]
    areas = _areas()
    world = _World(content["fixture_world"], areas)
    for variant, (support, codes) in VARIANTS.items():
        file = content["downloads"][variant]
        cells = LogCells(
            kind.program(year).questionnaire,
            support=support,
            codes=codes,
            details_unknown=kind.details_unknown,
            area_names={code: area.name for code, area in areas.by_code.items()},
        )
        name = f"{kind.log_type} {year} {variant}"
        if list(cells.headers) != file["columns"]:
            yield f"{name}, columns", [("columns", file["columns"], list(cells.headers), "")]
            continue
        coded = content["downloads"]["support_codes"]
        labels = _labels(kind, year, support)
        for number, (log, row) in enumerate(zip(content["logs"], file["rows"], strict=True)):
            values = world.values(kind, year, log["attributes"], log["id"])
            line = Line(
                f"{name} {log['name']}",
                cells.headers,
                dict(zip(cells.headers, ("" if cell is None else cell for cell in row), strict=True)),
                dict(zip(cells.headers, cells.row(values), strict=True)),
                _by_source(kind, year, support, coded["rows"][number]),
                labels,
            )
            yield line.case, list(_differences(line))


def _areas() -> Areas:
    """The authorities that the portal ships, which are all there are."""
    rows = read_rows(SHIPPED / "local_authorities.csv")
    links = read_rows(SHIPPED / "local_authority_links.csv")
    day = date.fromisoformat
    return Areas(
        (
            Area(
                row["code"], row["name"], day(row["start_date"]), day(row["end_date"]) if row["end_date"] else None, at
            )
            for at, row in enumerate(rows)
        ),
        ((row["local_authority_code"], row["linked_local_authority_code"]) for row in links),
    )


def _labels(kind: LogKind, year: int, support: bool) -> dict[str, dict[str, frozenset[str]]]:
    """For each header the labels that a code can have there, over all places of its question."""
    questionnaire = kind.program(year).questionnaire
    found: dict[str, dict[str, frozenset[str]]] = {}
    for column in questionnaire.csv_columns(support=support):
        labels: dict[str, set[str]] = {}
        stored = questionnaire.stored.get(column.source)
        for code, label in (stored.options if stored else {}).items():
            labels.setdefault(str(code), set()).add(label)
        for question in questionnaire.by_field.get(column.source, ()):
            boxes = {1: "Yes", 0: "No"} if question.kind is Kind.CHECKBOXES else question.label_of
            for code, label in boxes.items():
                labels.setdefault(str(code + 1 if column.show == "plus_one" else code), set()).add(label)
        if stored and stored.type == "boolean":
            labels = {"true": {"Yes"}, "false": {"No"}}
        found[column.support if support else column.others] = {code: frozenset(of) for code, of in labels.items()}
    return found


def _by_source(kind: LogKind, year: int, support: bool, row: list[str | None]) -> dict[str, str]:
    """The cells of the file of codes, which only support gets, under the headers of this file."""
    questionnaire = kind.program(year).questionnaire
    cells: dict[tuple[str, str], str] = {}
    for column, cell in zip(questionnaire.csv_columns(support=True), row, strict=True):
        cells.setdefault((column.source, column.show), "" if cell is None else cell)
    if support:
        headers = (column.support for column in questionnaire.csv_columns(support=True))
        return dict(zip(headers, ("" if cell is None else cell for cell in row), strict=True))
    others = questionnaire.csv_columns(support=False)
    return {
        column.others: cells[column.source, column.show] for column in others if (column.source, column.show) in cells
    }


def _differences(line: Line) -> Iterator[tuple[str, Any, Any, str]]:
    for header in line.headers:
        theirs, ours, code = line.theirs[header], line.ours[header], line.codes.get(header)
        if theirs == ours:
            continue
        is_label = code is not None and theirs != code
        if is_label and _is_label_of(code, ours, header, line):
            continue
        if code is None and theirs and ours and not _is_plain(theirs):
            continue  # a label in a column that the file of codes does not have
        yield header, theirs, ours, _reason(header, theirs, ours, line)


def _is_label_of(code: str | None, text: str, header: str, line: Line) -> bool:
    """Whether a text of ours is our label of this code; names of areas, schemes and people have no list of labels."""
    labels = line.labels[header]
    return text in labels.get(str(code), ()) if labels else text not in ("", code)


def _is_plain(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "").isdigit()


def _reason(header: str, theirs: str, ours: str, line: Line) -> str:
    """Why a difference is wanted; empty when it is not."""
    if header in ("updated_by", "AMENDEDBY") and "@" in ours:
        return "who changed a log is told by email address"
    if theirs == line.codes.get(header) and ours in line.labels[header].get(theirs, ()):
        return "a code shows its label, whether or not the log is offered it"
    if theirs == "0" and ours == "" and line.codes.get(header) == "0":
        return "what was not ticked is blank"
    return ""


class _World:
    """The invented organisations, people, schemes and locations around the logs."""

    def __init__(self, world: Mapping[str, Any], areas: Areas) -> None:
        self.areas = areas
        self.organisations = {one["id"]: one for one in world["organisations"]}
        self.users = {one["id"]: one for one in world["users"]}
        self.schemes = {one["id"]: one for one in world["schemes"]}
        self.locations = {one["id"]: one for one in world["locations"]}
        self.names = {one["code"]: one["name"] for one in world["organisations"]}

    def values(self, kind: LogKind, year: int, attributes: Mapping[str, Any], number: int) -> dict[str, Any]:
        """The values of a stored log by name, as a file tells them."""
        values = dict(attributes)
        for name in ("status", "created_at", "updated_at", "creation_method", "bulk_upload_id", "duplicate_set_id"):
            values[f"log.{name}"] = values.pop(name, None)
        values["log.id"] = number
        values["log.collection_year"] = year
        for name in ("owning_organisation", "managing_organisation"):
            if found := self.organisations.get(attributes.get(f"{name}_id")):
                values[f"{name}.id"], values[f"{name}.name"] = found["id"], found["name"]
        for name in ("assigned_to", "created_by", "updated_by"):
            if found := self.users.get(attributes.get(f"{name}_id")):
                values[f"{name}.id"], values[f"{name}.email"] = found["id"], found["email"]
                values[f"{name}.is_dpo"] = found["data_protection_officer"]
                values[f"{name}.id.label"] = f"{found['name']} ({found['email']})"
        values.update(self._scheme(attributes.get("scheme_id")))
        if place := self._location(attributes.get("location_id")):
            values.update(place)
            values.update(place_of(attributes, year, place, self.areas))
        return values

    def _scheme(self, number: int | None) -> dict[str, Any]:
        if number is None:
            return {}
        scheme = self.schemes[number]
        values = {
            "scheme.code": scheme["code"],
            "scheme.service_name": scheme["name"],
            "scheme.owning_organisation_name": self.names[scheme["owner"]],
            "scheme.created_at": _moment(scheme["start"]),
        }
        return {**values, **_with_labels("scheme", scheme, SCHEME_CODES)}

    def _location(self, number: int | None) -> dict[str, Any]:
        if number is None:
            return {}
        place = self.locations[number]
        values = {
            "location.id": place["id"],
            "location.code": place["local_authority"],
            "location.postcode": place["postcode"],
            "location.name": place["name"],
            "location.units": place["units"],
            "location.location_admin_district": self.areas.name(place["local_authority"]),
            "location.startdate": _moment(place["start"]),
        }
        return {**values, **_with_labels("location", place, LOCATION_CODES)}


def _moment(day: str | None) -> str | None:
    """The beginning of a day as these columns write it; schemes of the cases were made on the day they start."""
    return None if day is None else f"{datetime.fromisoformat(day).replace(tzinfo=LONDON):%Y-%m-%d %H:%M:%S %z}"


def _with_labels(what: str, record: Mapping[str, Any], codes: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name, choices in codes.items():
        code = record.get(name)
        values[f"{what}.{name}"] = code
        if code is not None:
            values[f"{what}.{name}.label"] = choices(code).label
    return values
