"""Correcting many schemes or locations from an edited download."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from django.core.management import CommandError, call_command

from lettings.models import LettingsLog
from lettings.reference.models import RentRange
from portal.addresses.models import PostcodeArea
from portal.clock import LONDON, frozen
from portal.windows import collection_year
from supported_housing.models import Location
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import SchemeFactory
from tests.supported_housing.files import file_lines

pytestmark = pytest.mark.usefixtures("midsummer")


@pytest.fixture
def correct(tmp_path, people):
    """Downloads as it is, edits cells by code, and runs the command."""

    def run(kind, edits, *, apply=True, change_original=None):
        text = "".join(file_lines(kind)).removeprefix("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text)))
        key = "scheme_code" if kind == "schemes" else "location_code"
        files = {}
        for name in ("original", "edited"):
            files[name] = tmp_path / f"{name}.csv"
            with files[name].open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                for row in rows:
                    changed = edits.get(row[key], {}) if name == "edited" else (change_original or {})
                    writer.writerow({**row, **changed})
        out, err = io.StringIO(), io.StringIO()
        options = {"email": people["support"].email, "apply": apply, "stdout": out, "stderr": err}
        call_command(f"correct_{kind}", str(files["original"]), str(files["edited"]), **options)
        return out.getvalue(), err.getvalue()

    return run


def test_only_changed_cells_that_are_not_empty_are_corrected(correct, scheme, people):
    edits = {
        "scheme_service_name": "'=New Mill",
        "scheme_type": "foyer",
        "scheme_intended_stay": "",
        "scheme_has_other_client_group": "Yes",
        "scheme_secondary_client_group": "Refugees (permanent)",
    }
    out, err = correct("schemes", {scheme.code: edits})
    assert err == ""
    assert "scheme_type: Other supported housing to foyer" in out
    scheme.refresh_from_db()
    assert (scheme.service_name, scheme.scheme_type, scheme.intended_stay) == ("=New Mill", 4, "M")
    assert (scheme.has_other_client_group, scheme.secondary_client_group, scheme.confirmed) == (1, "I", True)
    row = scheme.history.first()
    assert (row.history_user, row.history_change_reason) == (people["support"], "bulk correction")


def test_without_being_told_to_nothing_is_saved(correct, scheme, make_log):
    log = make_log(date(2026, 6, 1))
    elsewhere = SchemeFactory(owning_organisation=scheme.owning_organisation)
    place = scheme.locations.get()
    out, _ = correct("locations", {str(place.pk): {"scheme_code": elsewhere.code}}, apply=False)
    assert f"another scheme and location: {log.pk}" in out
    assert "Nothing was saved" in out
    place.refresh_from_db()
    log.refresh_from_db()
    assert (place.scheme, log.scheme, log.unresolved) == (scheme, scheme, False)


@pytest.mark.parametrize(
    ("edits", "mistake"),
    [
        ({"scheme_type": "Castle"}, "scheme_type: “Castle” is not one of the answers"),
        ({"scheme_status": "deactivated"}, "scheme_status cannot be corrected"),
        ({"scheme_created_at": "2020-01-01"}, "scheme_created_at cannot be corrected"),
        ({"scheme_has_other_client_group": "Yes"}, "say which other client group"),
        ({"scheme_secondary_client_group": "Rough sleepers"}, "serves no other client group"),
        ({"scheme_owning_organisation_name": "Stranger"}, "no stock owner or managing agent"),
        ({"scheme_owning_organisation_name": "Agent"}, "does not hold stock"),
    ],
)
def test_a_row_with_a_mistake_is_left_and_holds_nobody_up(correct, scheme, owner, edits, mistake):
    other = SchemeFactory(owning_organisation=owner, service_name="Other")
    edits = {scheme.code: {"scheme_service_name": "Changed", **edits}, other.code: {"scheme_service_name": "Better"}}
    out, err = correct("schemes", edits)
    assert mistake in err
    assert "1 corrected, 1 left" in out
    scheme.refresh_from_db()
    other.refresh_from_db()
    assert (scheme.service_name, other.service_name) == ("Old Mill", "Better")


def test_what_was_changed_in_the_portal_meanwhile_is_not_overwritten(correct, scheme):
    _, err = correct(
        "schemes",
        {scheme.code: {"scheme_service_name": "Edited"}},
        change_original={"scheme_service_name": "As it was"},
    )
    assert "is “Old Mill” by now, not “As it was”" in err
    scheme.refresh_from_db()
    assert scheme.service_name == "Old Mill"


def test_a_new_owner_takes_the_scheme_from_logs_that_can_be_changed(correct, scheme, agent, make_log):
    type(agent).objects.filter(pk=agent.pk).update(holds_own_stock=True)
    dated, undated = make_log(date(2026, 6, 1)), make_log(date(2026, 6, 2), date=None)
    old = make_log(date(2026, 6, 3), date=date(2025, 3, 31))
    edits = {scheme.code: {"scheme_owning_organisation_name": "Agent"}}
    _, err = correct("schemes", edits)
    assert "logs that can no longer be changed use the scheme" in err
    LettingsLog.objects.filter(pk=old.pk).delete()
    out, err = correct("schemes", edits)
    assert err == ""
    assert f"{dated.pk}, {undated.pk}" in out
    scheme.refresh_from_db()
    assert scheme.owning_organisation == agent
    for log in (dated, undated):
        log.refresh_from_db()
        assert (log.scheme, log.location, log.unresolved) == (None, None, True)


def test_all_of_a_location_is_corrected(correct, scheme, owner):
    other = SchemeFactory(owning_organisation=owner)
    place = scheme.locations.get()
    edits = {
        "scheme_code": other.code.lower(),
        "location_postcode": "ls11ur",
        "location_name": "Down Street",
        "location_units": "7",
        "location_type_of_unit": "Bungalow",
        "location_mobility_type": "None",
    }
    _, err = correct("locations", {str(place.pk): edits})
    assert err == ""
    place.refresh_from_db()
    assert (place.scheme, place.postcode, place.name, place.units) == (other, "LS1 1UR", "Down Street", 7)
    assert (place.type_of_unit, place.mobility_type, place.confirmed) == (6, "N", True)
    assert place.location_admin_district == "Manchester"  # nobody knows the new postcode, so it stays


@pytest.mark.parametrize(
    ("edits", "mistake"),
    [
        ({"location_postcode": "nowhere"}, "not a full postcode"),
        ({"location_local_authority": "Atlantis"}, "not an English local authority"),
        ({"location_units": "0"}, "not a number of units"),
        ({"location_units": "many"}, "not a number of units"),
        ({"location_mobility_type": "Missing"}, "not one of the answers"),
        ({"scheme_code": "S999999"}, "there is no scheme"),
        ({"scheme_code": "foreign"}, "does not work with"),
        ({"location_status": "deactivated"}, "cannot be corrected"),
    ],
)
def test_mistakes_in_a_location_are_told(correct, scheme, edits, mistake):
    foreign = SchemeFactory(owning_organisation=OrganisationFactory(name="Foreign"))
    edits = {name: foreign.code if value == "foreign" else value for name, value in edits.items()}
    place = scheme.locations.get()
    before = Location.objects.values().get(pk=place.pk)
    _, err = correct("locations", {str(place.pk): edits})
    assert mistake in err
    assert Location.objects.values().get(pk=place.pk) == before


@pytest.fixture
def rented(make_log, scheme):
    """A log of 2025 or 2026 with a rent of 100 pounds a week, and the limits of Leeds."""

    def make(day, soft_min, hard_min):
        log = make_log(date(2026, 6, 1))
        answers = {
            **log.answers,
            "brent": "100.00",
            "period": 1,
            "tcharge": "100.00",
            "rent_type": 0,
            "household_charge": 0,
            "declaration": 1,
            "startdate": day.isoformat(),
        }
        year = collection_year(day)
        LettingsLog.objects.filter(pk=log.pk).update(answers=answers, date=day, collection_year=year)
        limits = {"soft_min": soft_min, "soft_max": 900, "hard_min": hard_min, "hard_max": 999}
        for lettype in range(1, 17):
            key = {"start_year": year, "la": "E08000035", "beds": 0, "lettype": lettype}
            RentRange.objects.get_or_create(**key, defaults=limits)
        return log

    return make


def test_another_authority_asks_again_for_rents_outside_its_limits(correct, scheme, rented):
    log = rented(date(2026, 6, 1), soft_min=400, hard_min=300)
    place = scheme.locations.get()
    out, err = correct("locations", {str(place.pk): {"location_local_authority": "leeds"}})
    assert err == ""
    assert f"log {log.pk}: its rent is outside the limits there and is asked again" in out
    log.refresh_from_db()
    assert "brent" not in log.answers
    place.refresh_from_db()
    assert (place.location_code, place.is_la_inferred) == ("E08000035", False)


def test_an_unusual_rent_has_to_be_confirmed(correct, scheme, rented):
    log = rented(date(2026, 6, 1), soft_min=150, hard_min=50)
    PostcodeArea.objects.create(postcode="LS11UR", la="E08000035")
    out, _ = correct("locations", {str(scheme.locations.get().pk): {"location_postcode": "LS1 1UR"}})
    assert f"log {log.pk}: its rent is unusual there and has to be confirmed" in out
    log.refresh_from_db()
    assert log.answers["brent"] == Decimal(100)


@pytest.mark.parametrize(
    ("soft_min", "hard_min", "words"),
    [
        (150, 50, "its rent is unusual there; left as it is, because its year is closed"),
        (400, 300, "its rent is outside the limits there; left as it is, because its year is closed"),
    ],
)
def test_in_a_closed_year_logs_are_named_and_left(correct, scheme, rented, soft_min, hard_min, words):
    log = rented(date(2025, 6, 1), soft_min=soft_min, hard_min=hard_min)
    before = LettingsLog.objects.values().get(pk=log.pk)
    with frozen(datetime(2026, 11, 23, 12, tzinfo=LONDON)):
        out, _ = correct("locations", {str(scheme.locations.get().pk): {"location_local_authority": "Leeds"}})
    assert f"log {log.pk}: {words}" in out
    assert LettingsLog.objects.values().get(pk=log.pk) == before


def test_logs_of_earlier_years_are_left_alone(correct, scheme, rented):
    log = rented(date(2025, 3, 31), soft_min=400, hard_min=300)
    out, _ = correct("locations", {str(scheme.locations.get().pk): {"location_local_authority": "Leeds"}})
    assert f"log {log.pk}" not in out


def test_a_rent_that_fits_is_left_alone(correct, scheme, rented):
    log = rented(date(2026, 6, 1), soft_min=50, hard_min=10)
    out, _ = correct("locations", {str(scheme.locations.get().pk): {"location_local_authority": "Leeds"}})
    assert f"log {log.pk}" not in out


@pytest.mark.parametrize(
    ("original", "edited", "mistake"),
    [("name\n", "scheme_code\n", "original.csv has no column called"), ("", "", "original.csv: The file is empty.")],
)
def test_files_that_cannot_be_compared_are_refused(tmp_path, people, original, edited, mistake):
    (tmp_path / "original.csv").write_text(original)
    (tmp_path / "edited.csv").write_text(edited)
    paths = [str(tmp_path / name) for name in ("original.csv", "edited.csv")]
    with pytest.raises(CommandError, match=mistake):
        call_command("correct_schemes", *paths, email=people["support"].email)


def test_rows_that_are_not_in_the_original_or_twice_in_the_edited_file_are_named(tmp_path, people, scheme):
    lines = file_lines("schemes")
    (tmp_path / "original.csv").write_text("".join(lines), encoding="utf-8")
    strange = lines[2].replace(scheme.code, "S424242", 1)
    (tmp_path / "edited.csv").write_text("".join([*lines, lines[2], strange]), encoding="utf-8")
    err = io.StringIO()
    paths = [str(tmp_path / name) for name in ("original.csv", "edited.csv")]
    call_command("correct_schemes", *paths, email=people["support"].email, stdout=io.StringIO(), stderr=err)
    assert "line 3: " + scheme.code + " is in edited.csv more than once" in err.getvalue()
    assert "line 4: S424242 is not in original.csv" in err.getvalue()


def test_only_customer_support_corrects(tmp_path, people):
    for role in ("coordinator", "statistician"):
        with pytest.raises(CommandError, match="nobody of customer support"):
            call_command("correct_schemes", "a", "b", email=people[role].email)
