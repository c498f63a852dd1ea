"""The department's sample documents, and logs whose stored answers are those of a sample."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from lxml import etree

from export_cds.fields.element import Element, Form
from export_cds.fields.logs import log_elements, questionnaire_of
from export_cds.records.facts import LogFacts
from export_cds.records.render import Record
from export_cds.sources.logs import renderer_for
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


def elements_of(collection: str, year: int) -> tuple[Element, ...]:
    """The elements of a year's logs."""
    return log_elements(questionnaire_of(collection, year))


def lettings_record(answers: dict[str, Any], facts: LogFacts) -> Record:
    """The elements of a letting with their texts, in document order."""
    return renderer_for("lettings", facts.year).log_record(answers, facts)


def sales_record(answers: dict[str, Any], facts: LogFacts) -> Record:
    """The elements of a sale with their texts, in document order."""
    return renderer_for("sales", facts.year).log_record(answers, facts)


def lettings_answers() -> dict[str, Any]:
    """Stored answers of the letting in the sample."""
    answers = _answers(elements_of("lettings", 2026), sample_values(LETTINGS_SAMPLE))
    return {**answers, "rent_type": 1}


def sales_answers() -> dict[str, Any]:
    """Stored answers of the sale in the sample."""
    answers = _answers(elements_of("sales", 2025), sample_values(SALES_SAMPLE))
    return {**answers, "saledate": "2025-04-01", "has_mscharge": 1, "mscharge": 100.0}


def _answers(elements: tuple[Element, ...], sample: dict[str, str]) -> dict[str, Any]:
    return {
        element.source: _stored(element, sample[element.name])
        for element in elements
        if "." not in element.source and sample.get(element.name) and element.form not in DATE_PARTS
    }


DATE_PARTS = (Form.DAY, Form.MONTH, Form.YEAR)
TEXTS = {"tenancycode", "propcode", "uprn", "purchid"}


def _stored(element: Element, text: str) -> Any:
    if element.form is Form.DECIMAL:
        return float(text)
    if element.form is Form.BOOLEAN:
        return text == "true"
    if element.form is Form.DATE:
        # The sample keeps a time of day with one of its dates; the others are midnights.
        return text[:10] if "T00:00:00" in text else text
    return int(text) if re.fullmatch(r"-?\d+", text) and element.source not in TEXTS else text


PLAIN_LETTING = {"startdate": "2026-04-03", "needstype": 1, "rent_type": 1, "beds": 3, "brent": 200.0, "age1": 35}
PLAIN_SALE = {"saledate": "2025-04-01", "ownershipsch": 2, "beds": 2, "la": "E09000033", "value": 110000.0}


def make_letting(**columns: Any) -> LettingsLog:
    """A completed letting that starts on 3 April 2026, unless told otherwise."""
    return _make(LettingsLog, "startdate", PLAIN_LETTING, columns, "needstype")


def make_sale(**columns: Any) -> SalesLog:
    """A sale in progress, completed on 1 April 2025, unless told otherwise."""
    return _make(SalesLog, "saledate", PLAIN_SALE, {"status": LogStatus.IN_PROGRESS, **columns}, "ownershipsch", "la")


def _make(model: Any, date_field: str, plain: dict[str, Any], columns: dict[str, Any], *copied: str) -> Any:
    answers = {**plain, **columns.pop("answers", {})}
    day = date.fromisoformat(answers[date_field])
    values = {
        "status": LogStatus.COMPLETED,
        "collection_year": day.year if day.month > 3 else day.year - 1,
        "date": day,
        **{name: answers[name] for name in copied if answers.get(name) is not None},
        **columns,
    }
    return model.objects.create(answers=answers, **values)
