"""A sale as the department receives it (docs/domain/export.md#10): values raw, every element of the year always there."""

from __future__ import annotations

from typing import Any

from export_cds.fields.element import Present
from export_cds.records.facts import LogFacts
from export_cds.records.logs import add_origin, day_text


def complete_sale(values: dict[str, Any], facts: LogFacts) -> Present:
    """Bring the answers of a sale to what its elements show."""
    get = values.get
    add_origin(values, facts, day_text(get("saledate")))
    # One answer, two meanings: the department keeps service charges of shared ownership apart.
    match get("ownershipsch"):
        case 2:
            values["log.discounted_has_mscharge"] = get("has_mscharge")
            values["log.discounted_mscharge"] = get("mscharge")
        case 1:
            values["log.shared_has_mscharge"] = get("has_mscharge")
            values["log.shared_mscharge"] = get("mscharge")
    names = facts.area_names
    values["log.la_name"] = names.get(get("la") or "")
    values["log.prevloc_name"] = names.get(get("prevloc") or "")
    return Present.ALWAYS
