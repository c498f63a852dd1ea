"""Address, area, scheme and location, and the last settled home."""

from datetime import date
from typing import Any

import pytest

from lettings.place import effective_la, effective_postcode
from portal.logs.facts import AssigneeFacts
from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import Status
from tests.lettings import world as w

SUPPORTED = {"needstype": 2, "sheltered": 3, "household_charge": 0}


def supported(year: int = 2026, **changes: Any) -> dict[str, Any]:
    answers = w.complete(year, **SUPPORTED, scheme_id=w.SCHEME, location_id=w.PLACE)
    for name in ("unittype_gn", "builtype", "beds", "wchair"):
        answers.pop(name)
    return {**answers, **changes}


def search(**changes: Any) -> dict[str, Any]:
    """A log whose address is searched for instead of typed in."""
    address = dict.fromkeys(("address_line1", "town_or_city", "postcode_full"))
    return w.complete(**address, **{"manual_address_entry_selected": False, **changes})


def test_a_postcode_is_tidied_and_brings_its_area() -> None:
    after = w.judge(w.complete(postcode_full="sw1a1aa")).answers
    assert (after["postcode_full"], after["la"]) == ("SW1A 1AA", w.WESTMINSTER)
    assert (after["is_la_inferred"], after["postcode_known"]) == (True, 1)


def test_an_unknown_postcode_asks_for_the_area_and_keeps_the_one_given() -> None:
    result = w.judge(w.complete(postcode_full="TN23 1AA"))
    assert (result.answers["is_la_inferred"], result.missing) == (False, ("la",))
    given = w.judge(w.complete(postcode_full="TN23 1AA", la=w.MANCHESTER))
    assert (given.answers["la"], given.missing) == (w.MANCHESTER, ())


@pytest.mark.parametrize(("year", "la"), [(2025, w.BARNSLEY), (2026, None)])
def test_the_code_that_barnsley_has_in_the_year(year: int, la: str | None) -> None:
    # 2026 takes the directory's code as it is; the old one does not exist any more and so goes again.
    assert w.judge(w.complete(year, postcode_full="S70 1AA")).answers["la"] == la


def test_a_new_start_date_drops_an_area_that_does_not_exist_then() -> None:
    log = w.complete(postcode_full="TN23 1AA", la=w.BARNSLEY)
    early = w.changed(log, startdate=date(2025, 3, 31), voiddate=date(2025, 3, 20))
    assert early.answers["la"] is None


def test_a_uprn_brings_its_address() -> None:
    result = w.judge(search(uprn="1"))
    after = result.answers
    assert (after["address_line1"], after["postcode_full"], after["la"]) == ("1 High Street", "M1 1AE", w.MANCHESTER)
    assert (after["uprn_known"], after["uprn_confirmed"], after["uprn_selection"]) == (1, 1, "1")
    assert not result.errors


def test_a_chosen_search_result_is_the_uprn() -> None:
    assert w.judge(search(uprn_selection="1")).answers["address_line1"] == "1 High Street"


def test_what_is_not_listed_is_typed_in() -> None:
    searched = {"address_line1_input": "2 High Street", "postcode_full_input": "m11ae"}
    after = w.judge(search(uprn_selection="uprn_not_listed", **searched)).answers
    assert after["manual_address_entry_selected"] is True
    assert (after["address_line1"], after["postcode_full"], after["uprn_known"]) == ("2 High Street", "M1 1AE", 0)
    assert after["uprn_selection"] is None


def test_without_uprn_there_is_no_address_when_searching() -> None:
    after = w.judge(w.complete(manual_address_entry_selected=False)).answers
    assert (after["address_line1"], after["postcode_full"], after["uprn_known"]) == (None, None, None)


def test_searching_is_where_an_address_starts() -> None:
    answers = search()
    answers.pop("manual_address_entry_selected")
    result = w.judge(answers)
    assert (result.answers["manual_address_entry_selected"], result.missing) == (False, ("uprn", "la"))


AREA = ("address_line1", "town_or_city", "postcode_full", "postcode_known", "la", "is_la_inferred")


@pytest.mark.parametrize("sent", [{}, {"uprn": None}])
def test_typing_in_empties_an_address_that_was_found(sent: dict[str, Any]) -> None:
    result = w.changed(search(uprn="1"), **sent, manual_address_entry_selected=True)
    after = result.answers
    assert (after["uprn"], after["uprn_known"]) == (None, 0)
    assert [after[name] for name in AREA] == [None, None, None, None, None, False]
    assert {"address_line1", "town_or_city", "postcode_full", "la"} <= set(result.missing)
    assert result.status is Status.IN_PROGRESS


def test_an_address_typed_in_the_same_save_stays() -> None:
    typed = {"address_line1": "3 Side Street", "town_or_city": "Manchester", "postcode_full": "M1 1AE"}
    result = w.changed(search(uprn="1"), uprn=None, manual_address_entry_selected=True, **typed)
    after = result.answers
    assert [after[name] for name in AREA] == [*typed.values(), 1, w.MANCHESTER, True]
    assert not result.missing


def test_the_address_of_a_new_build_outlives_its_uprn() -> None:
    first_let = {"first_time_property_let_as_social_housing": 1, "unitletas": None, "majorrepairs": None, "rsnvac": 15}
    found = search(uprn="1", **first_let)
    assert w.changed(found, uprn=None, manual_address_entry_selected=True).answers["address_line1"] == "1 High Street"


def test_without_its_uprn_neither_the_address_nor_its_area_is_known() -> None:
    result = w.changed(search(uprn="1"), uprn=None)
    assert [result.answers[name] for name in AREA] == [None, None, None, None, None, False]
    assert result.missing == ("uprn", "la")


def test_an_area_goes_with_its_postcode_and_is_asked() -> None:
    log = w.complete(postcode_full="M1 1AE")
    result = w.changed(log, postcode_full=None)
    assert [result.answers[name] for name in AREA[2:]] == [None, None, None, False]
    assert {"postcode_full", "la"} <= set(result.missing)
    elsewhere = w.changed(log, postcode_full="TN23 1AA")
    assert (elsewhere.answers["la"], elsewhere.missing) == (None, ("la",))
    given = w.changed(log, postcode_full=None, la=w.MANCHESTER)
    assert given.answers["la"] == w.MANCHESTER


def test_no_rule_goes_by_an_area_whose_postcode_went() -> None:
    moved = {"layear": 1, "ppcodenk": 1, "previous_la_known": 1, "prevloc": w.MANCHESTER, "postcode_full": "SW1A 1AA"}
    log = w.complete(**moved)
    same = w.changed(log, postcode_full="M1 1AE")
    assert "newcomer_from_same_area" in {problem.rule for problems in same.errors.values() for problem in problems}
    gone = w.changed(log, postcode_full=None)
    assert gone.answers["la"] is None
    assert not gone.errors


def test_an_address_that_is_not_right_goes() -> None:
    after = w.changed(search(uprn="1"), uprn_confirmed=0).answers
    assert [after[name] for name in ("uprn", "address_line1", "postcode_full", "la")] == [None] * 4


def test_new_builds_are_typed_in() -> None:
    first_let = {"first_time_property_let_as_social_housing": 1, "unitletas": None, "majorrepairs": None}
    after = w.judge(search(rsnvac=15, **first_let)).answers
    assert after["manual_address_entry_selected"] is True
    back = w.changed(search(rsnvac=15, **first_let), rsnvac=16).answers
    assert back["manual_address_entry_selected"] is False
    found = w.changed(search(uprn="1"), rsnvac=15, **first_let).answers
    assert (found["manual_address_entry_selected"], found["uprn"]) == (False, "1")


def test_a_scheme_with_one_location_brings_it() -> None:
    after = w.judge(supported(location_id=None)).answers
    assert (after["location_id"], after["wchair"]) == (w.PLACE, 1)
    other = w.changed(supported(2025), scheme_id=w.TWO_PLACES).answers
    assert (other["location_id"], other["wchair"]) == (None, None)
    both = w.changed(supported(2025), scheme_id=w.TWO_PLACES, location_id=w.PLACE_B).answers
    assert (both["location_id"], both["wchair"]) == (w.PLACE_B, 2)


def test_another_owner_loses_the_scheme() -> None:
    after = w.changed(supported(), owning_organisation_id=w.LA, referral_register=3).answers
    assert (after["scheme_id"], after["location_id"]) == (None, None)


def test_another_location_loses_the_address_unless_it_comes_anew() -> None:
    log = supported(scheme_id=w.TWO_PLACES, location_id=w.PLACE_A)
    moved = w.changed(log, location_id=w.PLACE_B)
    gone = ("address_line1", "town_or_city", "postcode_full", "la")
    assert [moved.answers[name] for name in gone] == [None] * 4
    assert "address_line1" in moved.missing
    anew = {"address_line1": "10 The Mall", "town_or_city": "London", "postcode_full": "SW1A 1AA"}
    assert w.changed(log, location_id=w.PLACE_B, **anew).answers["la"] == w.WESTMINSTER


def test_an_address_stays_when_the_location_goes() -> None:
    log = supported(scheme_id=w.TWO_PLACES, location_id=w.PLACE_A)
    alone = w.changed(log, scheme_id=None, location_id=None).answers
    assert (alone["location_id"], alone["wchair"]) == (None, None)
    assert [alone[name] for name in AREA] == [w.judge(log).answers[name] for name in AREA]


def test_up_to_2025_the_location_is_the_address() -> None:
    after = w.judge(supported(2025)).answers
    assert [after[name] for name in ("address_line1", "postcode_full", "la", "uprn")] == [None] * 4


def test_leaving_supported_housing() -> None:
    after = w.changed(supported(), needstype=1).answers
    assert [after[name] for name in ("scheme_id", "location_id", "wchair")] == [None] * 3


@pytest.mark.parametrize(
    ("answers", "la", "postcode"),
    [
        ({"la": w.WESTMINSTER, "postcode_full": "SW1A 1AA"}, w.WESTMINSTER, "SW1A 1AA"),
        ({"location_id": w.PLACE, "startdate": date(2026, 5, 1)}, w.MANCHESTER, "M1 1AE"),
        (
            {"location_id": w.PLACE, "la": w.WESTMINSTER, "postcode_full": "SW1A 1AA", "startdate": date(2026, 5, 1)},
            w.WESTMINSTER,
            "SW1A 1AA",
        ),
        (
            {"location_id": w.PLACE, "la": w.WESTMINSTER, "postcode_full": "SW1A 1AA", "startdate": date(2025, 5, 1)},
            w.MANCHESTER,
            "M1 1AE",
        ),
    ],
)
def test_where_the_letting_is(answers: dict[str, Any], la: str, postcode: str) -> None:
    log = Answers(answers)
    assert (effective_la(log, w.world()), effective_postcode(log, w.world())) == (la, postcode)


def test_the_code_of_a_location_is_that_of_the_year() -> None:
    assert w.world().areas.of_location(w.OLD_BARNSLEY, 2025) == w.BARNSLEY
    assert w.world().areas.of_location(w.OLD_BARNSLEY, 2024) == w.OLD_BARNSLEY
    assert w.world().areas.of_location("X1", 2025) == "X1"


def test_the_last_home_by_its_postcode() -> None:
    log = w.complete(ppcodenk=None, ppostcode_full="m11ae", previous_la_known=None)
    after = w.judge(log).answers
    assert (after["ppcodenk"], after["ppostcode_full"], after["prevloc"]) == (0, "M1 1AE", w.MANCHESTER)
    emptied = w.changed(log, ppostcode_full=None)
    assert [emptied.answers[name] for name in ("ppcodenk", "prevloc", "is_previous_la_inferred")] == [0, None, False]
    assert "ppostcode_full" in emptied.missing
    elsewhere = w.changed(log, ppostcode_full="TN23 1AA").answers
    assert (elsewhere["prevloc"], elsewhere["is_previous_la_inferred"]) == (None, False)
    unknown = w.changed(log, ppcodenk=1).answers
    assert (unknown["ppostcode_full"], unknown["prevloc"], unknown["is_previous_la_inferred"]) == (None, None, False)
    chosen = w.judge(w.complete(ppcodenk=1, previous_la_known=1, prevloc=w.WESTMINSTER)).answers
    assert chosen["prevloc"] == w.WESTMINSTER


def test_a_letting_that_is_no_renewal_after_all_asks_where_the_household_lived() -> None:
    renewal = w.complete(renewal=1, ppcodenk=None, previous_la_known=None)
    assert w.judge(renewal).answers["ppostcode_full"] == "M1 1AE"
    result = w.changed(renewal, renewal=0)
    assert [result.answers[name] for name in ("ppostcode_full", "ppcodenk", "prevloc")] == [None] * 3
    assert "ppcodenk" in result.missing
    given = w.changed(renewal, renewal=0, ppcodenk=0, ppostcode_full="M1 1AE").answers
    assert (given["ppostcode_full"], given["prevloc"]) == ("M1 1AE", w.MANCHESTER)


def test_support_leaves_the_assignee_to_the_new_organisations() -> None:
    log = w.complete(owning_organisation_id=w.LA, managing_organisation_id=w.LA, assigned_to_id=1, referral_register=3)
    users = {1: AssigneeFacts(1, w.PRP)}
    by_support = w.judge(log, ctx=w.world(users=users, updated_by_support=True))
    assert by_support.answers["assigned_to_id"] is None
    by_others = w.judge(log, ctx=w.world(users=users))
    assert set(by_others.errors) == {"assigned_to_id", "owning_organisation_id", "managing_organisation_id"}
