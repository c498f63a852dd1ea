"""How the reference reads cells, to tell whether a difference comes from reading them as they are meant.

It knows no leading zeros (they make a number octal), no 3.0 for a whole number, no pound sign and no commas, no spaces
around a code and no small letters in one; it takes only the first digits of some codes; and it leaves gaps between
persons as they are. An authority that was typed stands there, whatever the postcode says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.addresses.postcodes import compact_postcode
from portal.questionnaire.columns import CellType
from tests.reference_cases.uploads import Played, UploadCases

AS_MEANT = "numbers and codes are read as they are meant: leading zeros, 3.0, £ and commas, spaces, small letters"
WITHOUT_GAPS = "persons are counted without gaps, so that nobody described is lost"
OF_POSTCODE = "the authority follows from the postcode"
UNREADABLE = "?"
_STRICT_INTEGER = re.compile(r"\s*[+-]?(0|[1-9]\d*)\s*\Z", re.ASCII)
_OCTAL = re.compile(r"\s*([+-]?)0_?([0-7]+)\s*\Z", re.ASCII)
_OTHER_BASE = re.compile(r"\s*[+-]?0[xXbBoO][0-9a-fA-F_]+\s*\Z", re.ASCII)
_UNDERSCORES = re.compile(r"\s*[+-]?\d+(_\d+)+(\.\d+)?\s*\Z", re.ASCII)
_STRICT_DECIMAL = re.compile(r"\s*[+-]?\d+(\.\d*)?([eE][+-]?\d+)?\s*\Z", re.ASCII)
_POUNDS_OR_COMMAS = re.compile("[£,]")
_NO_FRACTION = re.compile(r"\.0*\Z")
_ORG = re.compile(r"ORG\s*(\d+)")
_DIGITS_FIRST = re.compile(r"\s*0*(\d+)")
FOLDED = frozenset({"upper_case", "age", "age_refused", "tenure", "amount", "amount_refused", "charge", "has_charge"})


def read_as_reference(cases: UploadCases, case: Mapping[str, Any]) -> Iterator[tuple[str, Played]]:
    """The case played with quirks of the reference, each with what it is that the portal does otherwise."""
    sent = cases.sent(case)
    cells = {number: _cell(cases, number, value) for number, value in sent.items()}
    if cells != sent:
        yield AS_MEANT, cases.play(case, cells)
    if cases.rules.persons:
        rules = replace(cases.rules, persons=())
        yield WITHOUT_GAPS, cases.play(case, rules=rules)
        if cells != sent:
            yield f"{AS_MEANT}; {WITHOUT_GAPS}", cases.play(case, cells, rules)
    if areas := _typed_areas(cases, case):
        yield OF_POSTCODE, cases.play(case, areas=areas)


def _typed_areas(cases: UploadCases, case: Mapping[str, Any]) -> Mapping[str, str]:
    """The authority that the row types, for its postcode, where that has another."""
    read = cases.play(case)
    answers, typed = read.judged.evaluation.answers, read.row.cells.text(*read.row.fields("la"))
    if typed is None or not answers["is_la_inferred"] or typed == answers["la"]:
        return {}
    return {compact_postcode(answers["postcode_full"]): typed}


def _cell(cases: UploadCases, number: int, value: str | None) -> str | None:
    """A cell that reads for us as the reference reads the one that was sent."""
    cell_type = cases.layout.types.get(number)
    if value is None or cell_type is None:
        return value
    if cell_type is CellType.INTEGER:
        return _integer(value)
    if cell_type is CellType.DECIMAL:
        return _decimal(value)
    (column, *_) = cases.program.questionnaire.bulk_fields[number]
    return _text(value, column.convert, column.answer)


def _integer(value: str) -> str:
    if match := _OCTAL.match(value):
        return f"{match[1]}{int(match[2], 8)}"
    if _OTHER_BASE.match(value):
        return "0"
    if _UNDERSCORES.match(value):
        return value.replace("_", "").strip()
    return value if _STRICT_INTEGER.match(value) else UNREADABLE


def _decimal(value: str) -> str:
    if _UNDERSCORES.match(value):
        return value.replace("_", "").strip()
    return value if _STRICT_DECIMAL.match(value) else UNREADABLE


def _text(value: str, convert: str, answer: str) -> str:
    stripped = value.strip()
    if convert == "organisation":
        found = _ORG.match(value)
        return f"ORG{int(found[1])}" if found else value if value == stripped and "org" not in value else UNREADABLE
    if convert == "scheme":
        digits = _DIGITS_FIRST.match(value)
        return value if stripped.startswith("S") else digits[1] if digits else UNREADABLE
    if convert == "location":
        digits = _DIGITS_FIRST.match(value)
        return digits[1] if digits else UNREADABLE
    if convert in FOLDED:
        bare = value == stripped and not _NO_FRACTION.search(stripped) and not _POUNDS_OR_COMMAS.search(stripped)
        return value if bare else UNREADABLE
    if answer in ("uprn", "uprn_known") or convert == "person":
        return value if value == stripped else UNREADABLE
    if answer in ("la", "prevloc"):
        return value if value == stripped and value == value.upper() else UNREADABLE
    return value
