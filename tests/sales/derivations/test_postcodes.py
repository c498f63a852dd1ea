from __future__ import annotations

from datetime import date

from tests.sales.world import CLOSED, MANCHESTER, SETUP, SHARED, WESTMINSTER, judge, sales_context


def test_a_postcode_is_tidied_and_brings_its_area_and_halves() -> None:
    answers = judge({**SHARED, "postcode_full": " sw1a1aa "}).answers
    assert answers["postcode_full"] == "SW1A 1AA"
    assert (answers["pcodenk"], answers["la"], answers["is_la_inferred"]) == (0, WESTMINSTER, True)
    assert (answers["pcode1"], answers["pcode2"]) == ("SW1A", "1AA")


def test_a_postcode_that_is_not_found_has_its_area_asked() -> None:
    result = judge({**SHARED, "postcode_full": "ZZ1 1ZZ"})
    assert result.answers["is_la_inferred"] is False
    assert "la" in result.missing


def test_without_a_postcode_its_halves_and_the_area_worked_out_from_it_go() -> None:
    stored = judge(SHARED).answers
    answers = judge({"postcode_full": None, "pcodenk": 1}, stored).answers
    names = ("postcode_full", "pcode1", "pcode2", "la")
    assert [answers[name] for name in names] == [None] * 4
    assert answers["is_la_inferred"] is False


def test_an_area_chosen_by_hand_stays_without_a_postcode() -> None:
    answers = judge({**SHARED, "postcode_full": None, "la": MANCHESTER}).answers
    assert answers["la"] == MANCHESTER


def test_an_area_that_does_not_exist_on_the_new_date_goes() -> None:
    stored = judge({**SHARED, "postcode_full": None}).answers
    stored["la"] = CLOSED
    answers = judge({"saledate": date(2026, 5, 2)}, stored).answers
    assert answers["la"] is None


def test_codes_that_changed_in_2025_are_those_of_the_sales_year() -> None:
    def area(day: date) -> str | None:
        ctx = sales_context(postcode_areas={"M11AE": "E08000016"})
        found: str | None = judge({**SHARED, "saledate": day}, ctx=ctx, year=2025).answers["la"]
        return found

    assert area(date(2025, 5, 1)) == "E08000038"
    assert area(date(2026, 5, 1)) == "E08000016"


def test_the_postcode_before_is_tidied_and_brings_its_area() -> None:
    answers = judge({**SHARED, "ppcodenk": 0, "ppostcode_full": "m11ae"}).answers
    assert (answers["ppostcode_full"], answers["prevloc"]) == ("M1 1AE", MANCHESTER)
    assert answers["is_previous_la_inferred"] is True
    assert (answers["ppostc1"], answers["ppostc2"]) == ("M1", "1AE")


def test_without_a_known_postcode_before_no_area_follows_from_one() -> None:
    stored = judge({**SHARED, "ppcodenk": 0, "ppostcode_full": "M1 1AE"}).answers
    answers = judge({"ppcodenk": 1}, stored).answers
    assert [answers[name] for name in ("ppostcode_full", "prevloc", "ppostc1", "ppostc2")] == [None] * 4
    assert answers["is_previous_la_inferred"] is False


def test_setup_alone_needs_no_address() -> None:
    answers = judge(SETUP).answers
    assert answers["manual_address_entry_selected"] is False
    assert answers["is_la_inferred"] is None


def test_an_area_goes_with_its_postcode_and_is_asked() -> None:
    stored = judge(SHARED).answers
    result = judge({"postcode_full": None}, stored)
    assert [result.answers[name] for name in ("pcodenk", "la", "is_la_inferred")] == [None, None, False]
    assert {"postcode_full", "la"} <= set(result.missing)
    elsewhere = judge({"postcode_full": "TN23 1AA"}, stored)
    assert elsewhere.answers["la"] is None
    assert "la" in elsewhere.missing


def test_the_area_before_goes_with_its_postcode() -> None:
    stored = judge({**SHARED, "ppcodenk": 0, "ppostcode_full": "M1 1AE"}).answers
    result = judge({"ppostcode_full": None}, stored)
    assert [result.answers[name] for name in ("ppcodenk", "prevloc", "is_previous_la_inferred")] == [0, None, False]
    assert "ppostcode_full" in result.missing
