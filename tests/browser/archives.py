"""Finding a log in the archive that the department gets."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from django.core.management import call_command


def export_lettings_2026(folder: Path) -> tuple[Any, str | None]:
    """The one letting of the archive, and how many records its manifest counts."""
    call_command("export_cds", "--collection", "lettings", "--year", "2026", "--to", str(folder))
    archive = next(folder.rglob("core_2026_2027_apr_mar_*.zip"))
    with zipfile.ZipFile(archive) as zipped:
        parts = [name for name in zipped.namelist() if name.endswith("_pt001.xml")]
        (form,) = etree.fromstring(zipped.read(parts[0])).findall("form")
        manifest = etree.fromstring(zipped.read("manifest.xml"))
    return form, manifest.findtext(".//count-of-records")
