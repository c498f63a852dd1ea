from datetime import date

from supported_housing.availability import in_words, location_availability, scheme_availability
from supported_housing.facts import LocationFacts, SchemeCore
from supported_housing.status import Period

START = date(2020, 4, 1)


def scheme(*periods, start=START):
    return SchemeCore(1, 1, available_from=start, periods=periods)


def location(*periods, start=START, of=None):
    return LocationFacts(1, of or scheme(), available_from=start, periods=periods)


def test_words_for_a_scheme_that_closed_and_opened_again():
    closed_a_year = scheme(Period(date(2022, 4, 1), date(2023, 4, 1)))
    assert in_words(scheme_availability(closed_a_year)) == (
        "Active from 1 April 2020 to 31 March 2022, Deactivated on 1 April 2022, Active from 1 April 2023"
    )


def test_a_period_inside_another_says_nothing_more():
    nested = scheme(Period(date(2022, 4, 1), date(2023, 4, 1)), Period(date(2022, 6, 1), date(2022, 7, 1)))
    assert in_words(scheme_availability(nested)) == (
        "Active from 1 April 2020 to 31 March 2022, Deactivated on 1 April 2022, Active from 1 April 2023"
    )


def test_deactivated_on_the_day_it_would_open_is_never_active():
    assert scheme_availability(scheme(Period(START))) == []


def test_a_location_ends_with_its_scheme():
    words = in_words(location_availability(location(of=scheme(Period(date(2024, 1, 1))))))
    assert words == "Active from 1 April 2020 to 31 December 2023, Deactivated on 1 January 2024"


def test_what_happened_to_the_scheme_before_the_location_opened_does_not_count():
    of = scheme(Period(date(2021, 1, 1), date(2021, 6, 1)))
    assert in_words(location_availability(location(start=date(2022, 1, 1), of=of))) == ("Active from 1 January 2022")


def test_what_happens_to_the_scheme_after_the_location_closed_does_not_count():
    of = scheme(Period(date(2025, 1, 1)))
    own = location(Period(date(2024, 1, 1)), of=of)
    assert in_words(location_availability(own)) == (
        "Active from 1 April 2020 to 31 December 2023, Deactivated on 1 January 2024"
    )
