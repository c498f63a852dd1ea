"""On a phone each row of a list becomes a card, whose cells have to say which column they are of."""

import re
from pathlib import Path

import pytest

from django.conf import settings

LIST = re.compile(r'<div class="results".*?</table>', re.DOTALL)
ROOMS = ("accounts", "export_cds", "lettings", "orgs", "portal", "sales", "supported_housing")
FILES = sorted(path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.html"))
TEMPLATES = [path for path in FILES if LIST.search(path.read_text())]


def test_there_are_lists() -> None:
    assert len(TEMPLATES) > 5


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_each_cell_of_a_list_names_its_column(path: Path) -> None:
    cells = [cell for table in LIST.findall(path.read_text()) for cell in re.findall(r"<td\b[^>]*>", table)]
    assert not [cell for cell in cells if "data-label" not in cell and "colspan" not in cell]
