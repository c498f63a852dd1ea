"""Loading the national postcode directory."""

from io import StringIO

import pytest

from django.core.management import CommandError, call_command
from django.db import connection

from portal.addresses.directory import DirectoryError, load_directory
from portal.addresses.models import PostcodeArea

pytestmark = pytest.mark.django_db
FILE = (
    "pcd,pcd2,pcds,doterm,oslaua\n"
    '"M1 1AE","M1  1AE","M1 1AE","","E08000003"\n'
    '"JE1 1AA","JE1 1AA","JE1 1AA","","L99999999"\n'
    '"LS1 1UR","LS1 1UR","LS1 1UR","200112","E08000035"\n'
    '"bad","bad","bad","","E08000035"\n'
    "short\n"
)


@pytest.fixture
def directory(tmp_path):
    def write(text):
        path = tmp_path / "directory.csv"
        path.write_text(text)
        return path

    return write


def test_rows_replace_the_table_and_what_is_left_out_is_told(directory):
    PostcodeArea.objects.create(postcode="OLD1AA", la="E08000003")
    loaded = load_directory(directory(FILE))
    assert dict(PostcodeArea.objects.values_list("postcode", "la")) == {"M11AE": "E08000003", "LS11UR": "E08000035"}
    assert (loaded.rows, loaded.without_area, loaded.mistake_count) == (2, 1, 2)
    assert loaded.mistakes == ["line 5: “bad” is no postcode", "line 6: too few columns"]


def test_it_can_be_loaded_again_and_the_key_stays(directory):
    for _ in range(2):
        load_directory(directory(FILE))
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "portal_postcodearea")
    assert [name for name, found in constraints.items() if found["primary_key"]] == ["portal_postcodearea_pkey"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "needs a column with postcodes"),
        ("", "needs a column with postcodes"),
        ("pcds,lad24cd\n", "no usable row"),
        ("pcds,lad24cd\nM1 1AE,E08000003\nM11AE,E08000003\n", "more than once"),
    ],
)
def test_a_file_that_is_none_changes_nothing(directory, text, message):
    PostcodeArea.objects.create(postcode="M11AE", la="E08000003")
    with pytest.raises(DirectoryError, match=message):
        load_directory(directory(text))
    assert PostcodeArea.objects.count() == 1


def test_the_command_says_what_it_did(directory):
    out, err = StringIO(), StringIO()
    call_command("load_postcodes", directory(FILE), stdout=out, stderr=err)
    assert out.getvalue().startswith("2 postcodes loaded in")
    assert "2 lines left out" in err.getvalue()
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load_postcodes", "nowhere.csv")
