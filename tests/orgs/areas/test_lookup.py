from datetime import date

import pytest

from orgs.areas.lookup import Area, Areas

AUTHORITIES = [
    Area("E08000003", "Manchester", date(2021, 4, 1), None, 0),
    Area("E08000016", "Barnsley", date(2021, 4, 1), date(2025, 3, 31), 1),
    Area("E08000038", "Barnsley", date(2025, 4, 1), None, 2),
    Area("E07000163", "Craven", date(2021, 4, 1), date(2023, 3, 31), 3),
    Area("E06000065", "North Yorkshire", date(2023, 4, 1), None, 4),
    Area("S12000036", "City of Edinburgh", date(2021, 4, 1), None, 5),
]
LINKS = [
    pair for one, two in (("E08000016", "E08000038"), ("E07000163", "E06000065")) for pair in ((one, two), (two, one))
]


@pytest.fixture
def areas():
    return Areas(AUTHORITIES, LINKS)


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("E08000003", 2026, "E08000003"),
        ("E08000016", 2024, "E08000016"),
        ("E08000016", 2025, "E08000038"),
        ("E08000038", 2024, "E08000016"),
        ("E08000038", 2026, "E08000038"),
        ("E07000163", 2023, "E06000065"),
        ("E09999999", 2026, "E09999999"),
    ],
)
def test_authority_of_a_location_in_a_year(areas, code, year, expected):
    assert areas.of_location(code, year) == expected
    assert areas.of_location(code, year) == expected


def test_an_authority_lives_to_its_last_day(areas):
    assert areas.live_on("E08000016", date(2025, 3, 31))
    assert not areas.live_on("E08000016", date(2025, 4, 1))
    assert not areas.live_on("E08000038", date(2025, 3, 31))
    assert not areas.live_on("nowhere", date(2025, 3, 31))


def test_names(areas):
    assert areas.name("E08000003") == "Manchester"
    assert areas.name("E09999999") == "E09999999"
    assert areas.display("E08000016") == "Barnsley"
    assert areas.display("E06000065") == "Craven (until 31 March 2023); North Yorkshire (from 1 April 2023)"


def test_only_english_authorities_alive_are_offered(areas):
    assert [area.name for area in areas.offered_on(date(2026, 4, 1))] == [
        "Barnsley",
        "Manchester",
        "North Yorkshire",
    ]
    assert not areas.english("S12000036")
    assert areas.by_name(" barnsley ", date(2026, 4, 1)).code == "E08000038"
    assert areas.by_name("City of Edinburgh", date(2026, 4, 1)) is None


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("E08000016", 2025, "E08000038"),
        ("E08000039", 2024, "E08000019"),
        ("E08000016", 2026, "E08000016"),
        ("E08000003", 2025, "E08000003"),
        (None, 2025, None),
    ],
)
def test_codes_found_from_a_postcode_are_those_of_the_year(areas, code, year, expected):
    assert areas.corrected(code, year) == expected
