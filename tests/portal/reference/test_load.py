"""Loading reference tables from files: whole files or nothing, again and again."""

from decimal import Decimal
from io import StringIO

import pytest

from django.core.management import CommandError, call_command

from lettings.models import RentRange
from lettings.reference.resources import RentRangeResource
from orgs.areas.resources import LocalAuthorityLinkResource, LocalAuthorityResource
from orgs.areas.shipped import load_shipped_areas
from orgs.models import LocalAuthority, LocalAuthorityLink
from portal.reference.files import Unreadable, read_csv
from portal.reference.load import load_bytes
from sales.models import SaleRange

pytestmark = pytest.mark.django_db
RENTS = (
    "ranges_rent_id,lettype,la,beds,soft_min,soft_max,hard_min,hard_max\n"
    "1,1,E08000003,1,57.21,132.57,25.84,1000\n"
    "2,2,E08000003,0,60,130,25,900\n"
)
PRICES = "la_name,la,bedrooms,soft_min,soft_max\nManchester,E08000003,1,117760,415744\n"


def load_rents(text=RENTS, year=2026):
    return load_bytes(RentRangeResource(), text.encode(), start_year=year)


def test_rows_are_added_then_left_alone_then_changed_with_history():
    assert (load_rents().new, load_rents().unchanged) == (2, 2)
    changed = load_rents(RENTS.replace("132.57", "140"))
    assert (changed.new, changed.changed, changed.unchanged) == (0, 1, 1)
    row = RentRange.objects.get(lettype=1)
    assert (row.start_year, row.soft_max, row.ranges_rent_id) == (2026, Decimal(140), 1)
    assert [old.soft_max for old in row.history.all()] == [Decimal(140), Decimal("132.57")]


def test_the_same_row_of_another_year_is_another_row():
    load_rents()
    assert load_rents(year=2025).new == 2
    assert RentRange.objects.count() == 4


def test_real_figures_replace_made_up_ones_even_where_they_agree():
    load_rents()
    RentRange.objects.update(illustrative=True)
    assert load_rents().changed == 2
    assert not RentRange.objects.filter(illustrative=True).exists()


def test_an_empty_file_and_a_workbook_are_told_apart():
    assert str(load_rents("").problems[0]) == "The file is empty."
    workbook = load_bytes(RentRangeResource(), b"PK\x03\x04 and so on", start_year=2026)
    assert "Save it as CSV" in str(workbook.problems[0])


def test_a_row_of_fifty_thousand_headings_is_refused_without_comparing_them():
    """Each with each takes a worker minutes, and nobody else's file is looked at meanwhile."""
    with pytest.raises(Unreadable, match="50,000 columns"):
        read_csv(b",".join([b"name"] * 50_000))


def test_figures_of_an_authority_that_there_is_not_are_refused():
    load_shipped_areas()
    assert "no local authority with the code “E99999999”" in str(
        load_rents(RENTS.replace("E08000003", "E99999999")).problems
    )


@pytest.mark.parametrize("spoilt", [RENTS.replace("\n", "\r\n"), "\ufeff" + RENTS, RENTS + ",,,,,,,\n\n"])
def test_files_as_people_send_them(spoilt):
    assert load_rents(spoilt).new == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("132.57", "a lot", "row 2: Highest expected (soft_max): “a lot” is not a number"),
        ("1,1,E08000003,1", "1,x,E08000003,1", "row 2: Type of letting (lettype): “x” is not a whole number"),
        ("132.57", "", "row 2: Highest expected (soft_max): The value is missing."),
        ("57.21", "500", "row 2: Highest expected (soft_max): The highest expected rent"),
        ("E08000003,0", "Manchester,0", "row 3: Local authority code (la): Enter a code like"),
        ("2,2,E08000003,0", "2,1,E08000003,1", "row 3: This row has the same key as row 2."),
        ("1,1,E08000003,1", "1,1,E08000003,9", "(beds): The value is above 4, the most it can be."),
        ("hard_min", "lowest", "no column called hard_min"),
        ("ranges_rent_id", "rent_id", "a column that is not known: “rent_id”"),
        ("ranges_rent_id", "lettype", "More than one column is called lettype"),
        ("25.84,1000", "25.84,1000,7", "Row 2 has more cells than the first row has headings."),
        ("ranges_rent_id", "PK\0", "it has characters that no text has"),
        ("ranges_rent_id,", "start_year,", "The column start_year says 1, 2, but the file was sent for 2026."),
    ],
)
def test_a_mistake_is_named_and_nothing_of_the_file_is_loaded(old, new, message):
    loaded = load_rents(RENTS.replace(old, new, 1))
    assert any(message in str(problem) for problem in loaded.problems), loaded.problems
    assert not RentRange.objects.exists()


def test_a_link_to_an_unknown_authority_is_a_mistake():
    authorities = b"code,name,start_date,end_date\nE08000003,Manchester,2021-04-01,\n"
    assert load_bytes(LocalAuthorityResource(), authorities).new == 1
    links = b"local_authority_code,linked_local_authority_code,effective_from_year\nE08000003,E99,2025\n"
    assert "no local authority with the code" in str(load_bytes(LocalAuthorityLinkResource(), links).problems[0])


def test_the_shipped_list_has_the_english_authorities_of_today_in_the_order_of_the_file():
    load_shipped_areas()
    active = LocalAuthority.objects.filter(code__startswith="E", end_date=None)
    assert active.count() == 296
    assert LocalAuthorityLink.objects.count() == 52
    assert LocalAuthority.objects.get(code="E08000016").pk < LocalAuthority.objects.get(code="E08000038").pk


def test_one_command_loads_a_folder_and_says_what_it_did(tmp_path):
    (tmp_path / "rent_ranges_2026.csv").write_text(RENTS)
    (tmp_path / "sale_ranges_2026.csv").write_text(PRICES)
    (tmp_path / "notes.txt").write_text("not for us")
    out = StringIO()
    call_command("load_reference", tmp_path, stdout=out)
    assert out.getvalue().splitlines() == [
        "rent_ranges_2026.csv: 2 new, 0 changed, 0 as before",
        "sale_ranges_2026.csv: 1 new, 0 changed, 0 as before",
    ]
    assert SaleRange.objects.get().soft_max == 415744


def test_a_file_with_a_mistake_does_not_hold_up_the_others(tmp_path):
    (tmp_path / "rent_ranges_2026.csv").write_text(RENTS.replace("E08000003", "?"))
    (tmp_path / "sale_ranges_2026.csv").write_text(PRICES)
    errors = StringIO()
    with pytest.raises(CommandError, match=r"Not loaded: rent_ranges_2026\.csv"):
        call_command("load_reference", tmp_path, stdout=StringIO(), stderr=errors)
    assert "row 2" in errors.getvalue()
    assert SaleRange.objects.exists()


@pytest.mark.parametrize("make", [lambda path: path / "missing", lambda path: path])
def test_a_folder_without_known_files_is_an_error(tmp_path, make):
    with pytest.raises(CommandError):
        call_command("load_reference", make(tmp_path))
