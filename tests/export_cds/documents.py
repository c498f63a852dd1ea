"""The department's sample documents, and logs whose stored answers are those of a sample."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from lxml import etree

from export_cds.fields import lettings as lettings_fields
from export_cds.fields import sales as sales_fields
from export_cds.fields.element import Element, Kind, of_year
from lettings.models import LettingsLog
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.shared import shared_path

LETTINGS_SAMPLE = "general_needs_log_26_27.xml"
SALES_SAMPLE = "sales_log_25_26.xml"


def sample_text(name: str) -> str:
    return shared_path("samples", "cds", name).read_text(encoding="utf-8")


def sample_values(name: str) -> dict[str, str]:
    """Element to text of a sample's only record."""
    record = etree.fromstring(sample_text(name).encode())[0]
    return {child.tag: child.text or "" for child in record}


def same_lines(ours: str, sample: str, **marks: Any) -> None:
    """Compare without regard to the order of elements, with what varies put in."""
    for mark, value in marks.items():
        sample = sample.replace(f"{{{mark}}}", str(value))
    assert sorted(ours.splitlines()) == sorted(sample.splitlines())


def lettings_answers() -> dict[str, Any]:
    """Stored answers of the letting in the sample."""
    answers = _answers(of_year(lettings_fields.ELEMENTS, 2026), sample_values(LETTINGS_SAMPLE))
    return {**answers, "rent_type": 1}


def sales_answers() -> dict[str, Any]:
    """Stored answers of the sale in the sample."""
    answers = _answers(of_year(sales_fields.ELEMENTS, 2025), sample_values(SALES_SAMPLE))
    return {**answers, "saledate": "2025-04-01", "has_mscharge": 1, "mscharge": 100.0}


def _answers(elements: tuple[Element, ...], sample: dict[str, str]) -> dict[str, Any]:
    return {
        element.source: _stored(element, sample[element.name])
        for element in elements
        if "." not in element.source and sample.get(element.name) and element.kind not in DATE_PARTS
    }


DATE_PARTS = (Kind.DAY, Kind.MONTH, Kind.YEAR)
TEXTS = {"tenancycode", "propcode", "uprn", "purchid"}


def _stored(element: Element, text: str) -> Any:
    if element.kind is Kind.DECIMAL:
        return float(text)
    if element.kind is Kind.BOOLEAN:
        return text == "true"
    if element.kind is Kind.DATE:
        # The sample keeps a time of day with one of its dates; the others are midnights.
        return text[:10] if "T00:00:00" in text else text
    return int(text) if re.fullmatch(r"-?\d+", text) and element.source not in TEXTS else text


def make_letting(**columns: Any) -> LettingsLog:
    """A completed letting of 2026/27 with the sample's answers."""
    answers = {**lettings_answers(), **columns.pop("answers", {})}
    day = date.fromisoformat(answers["startdate"])
    columns.setdefault("collection_year", day.year if day.month > 3 else day.year - 1)
    return LettingsLog.objects.create(
        answers=answers,
        date=day,
        **{"status": LogStatus.COMPLETED, "needstype": answers["needstype"], **columns},
    )


def make_sale(**columns: Any) -> SalesLog:
    """A sale of 2025/26 with the sample's answers."""
    answers = {**sales_answers(), **columns.pop("answers", {})}
    day = date.fromisoformat(answers["saledate"])
    columns.setdefault("collection_year", day.year if day.month > 3 else day.year - 1)
    return SalesLog.objects.create(
        answers=answers, date=day, **{"status": LogStatus.IN_PROGRESS, "la": answers.get("la", ""), **columns}
    )
