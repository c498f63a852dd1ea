"""Where sales differ from the reference on purpose, declared by rule and condition (docs/decisions.md)."""

from __future__ import annotations

from typing import Any

from portal.logs.case_differences import Seen, on_purpose

PARTS = frozenset({"hoday", "homonth", "hoyear", "pcode1", "pcode2", "ppostc1", "ppostc2"})
SOURCES = {
    **dict.fromkeys(("hoday", "homonth", "hoyear"), "hodate"),
    **dict.fromkeys(("pcode1", "pcode2"), "postcode_full"),
    **dict.fromkeys(("ppostc1", "ppostc2"), "ppostcode_full"),
}


def _is_sales(seen: Seen) -> bool:
    return seen.kind.log_type == "sales"


def _given(seen: Seen) -> dict[str, Any]:
    overrides: dict[str, Any] = seen.case.get("overrides", {})
    return overrides


@on_purpose("parts of dates and postcodes are empty when what they are part of is, and right at once when it is not")
def _parts_follow(seen: Seen) -> bool:
    if not _is_sales(seen) or seen.part != "value" or seen.field not in PARTS:
        return False
    return (seen.got is None) == (seen.evaluation.answers[SOURCES[seen.field]] is None)


@on_purpose("without a postcode the local authority is asked at once, not one save later")
def _area_is_asked_at_once(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    return (
        _is_sales(seen)
        and seen.part == "value"
        and seen.field == "is_la_inferred"
        and seen.got is False
        and answers["manual_address_entry_selected"] is True
        and answers["postcode_full"] is None
    )


@on_purpose("a mortgage given together with the answer that one was used is kept")
def _mortgage_is_kept(seen: Seen) -> bool:
    given = _given(seen)
    return (
        _is_sales(seen)
        and seen.case.get("mode") == "update"
        and seen.part in ("value", "status")
        and given.get("mortgageused") == 1
        and given.get("mortgage") is not None
        and (seen.field == "mortgage" or (seen.part == "status" and seen.got == "completed"))
    )


@on_purpose("answers that lose their question by another one going are cleared in the same save, not the next")
def _cleared_at_once(seen: Seen) -> bool:
    if not _is_sales(seen) or seen.part != "value" or seen.got is not None or seen.field is None:
        return False
    return seen.field in seen.evaluation.cleared
