"""Where an answer goes: upload field, download column, element of the export; and what the year needs beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.questionnaire.columns import DATE_PARTS
from portal.years.checks.findings import Finding, Scene, error, warning
from portal.years.tree import ROOT, Part

_OUTPUTS = {"cds": "element of the export", "csv": "column of the download", "bulk": "field of the upload"}


def check_outputs(scene: Scene) -> Iterator[Finding]:
    """Outputs that are missing, stand twice, or changed their order."""
    yield from _missing(scene)
    yield from _doubled(scene)
    yield from _order(scene)
    yield from _year(scene)


def _missing(scene: Scene) -> Iterator[Finding]:
    """A new question without an output would be asked and never reach anybody."""
    if scene.base is None:
        return
    before = {part.name for part in scene.base.of_kind("question")}
    used = {attr for part in scene.base.of_kind("question") for attr in _OUTPUTS if attr in part.attrs}
    seen: set[str] = set()
    for part in scene.questions:
        if part.name in before or part.name in seen:
            continue
        seen.add(part.name)
        places = [one for one in scene.questions if one.name == part.name]
        missing = [attr for attr in sorted(used) if not any(output_names(attr, one) for one in places)]
        words = " and no ".join(_OUTPUTS[attr] for attr in missing)
        if part.attrs.get("derived") or not missing:
            continue
        finding = error if len(missing) == len(used) else warning
        yield finding(
            "output missing",
            part,
            f"{scene.said(part)} is new and has no {words}.",
            "Name them; without any, the answer reaches nobody.",
        )


def _doubled(scene: Scene) -> Iterator[Finding]:
    """Two questions in one column, unless the document says how they share it."""
    for attr, words in _OUTPUTS.items():
        owner: dict[Any, str] = {}
        for part in scene.questions:
            for name in output_names(attr, part, alone=True):
                if owner.setdefault(name, part.name) != part.name and not _shared(scene, attr, owner[name], part, name):
                    yield error(
                        "output doubled",
                        part,
                        f"{scene.said(part)}: the {words} {name} already carries {owner[name]}.",
                        f"Name another {words}.",
                    )


def _shared(scene: Scene, attr: str, first: str, part: Part, name: Any) -> bool:
    """Whether both questions filled the same output before: that was published knowingly."""
    if scene.base is None:
        return True
    was = {one.name for one in scene.base.of_kind("question") if name in output_names(attr, one)}
    return {first, part.name} <= was


def output_names(attr: str, part: Part, *, alone: bool = False) -> list[Any]:
    """The fields, columns or elements that a question names; `alone` leaves out those that it shares by a rule."""
    given = part.attrs.get(attr)
    if part.attrs.get("kind") == "checkboxes" and isinstance(given, Mapping):
        return [name for one in given.values() for name in _names(attr, one, alone)]
    return _names(attr, given, alone)


def _names(attr: str, given: Any, alone: bool) -> list[Any]:
    if given in (None, "", [], {}):
        return []
    if isinstance(given, int | str):
        return [given]
    if isinstance(given, list):
        return [name for one in given for name in _names(attr, one, alone)]
    if alone and given.keys() & {"convert", "when", "codes", "show", "also_reads"}:
        return []
    if attr == "bulk":
        return [*given.get("fields", ()), *(given[key] for key in ("field", *DATE_PARTS) if key in given)]
    return [str(given[key]) for key in ("support", "others", *DATE_PARTS) if given.get(key)]


def _order(scene: Scene) -> Iterator[Finding]:
    """Within a year, files that people have prepared must go on fitting."""
    if scene.base is None or not scene.same_year:
        return
    before = {part.key: part for part in scene.base.of_kind("question")}
    for part in scene.questions:
        old = before.get(part.key)
        lost = [] if old is None else sorted(set(output_names("bulk", old)) - set(output_names("bulk", part)))
        if lost:
            was = " and ".join(str(field) for field in lost)
            yield error(
                "column order",
                part,
                f"{scene.said(part)} no longer reads field {was} of the upload, so files made with the template of this "
                "year would be read wrongly.",
                "Give it its old field; put new fields behind the others.",
            )


def _year(scene: Scene) -> Iterator[Finding]:
    around = scene.readiness
    if not around.window:
        yield error(
            "year not ready", ROOT, f"{scene.year} has no collection window.", "Add its dates under Collection windows."
        )
    if not around.areas:
        yield warning(
            "year not ready",
            ROOT,
            f"{scene.year} has no local authorities.",
            "Import the local authorities of the year.",
        )
    if not around.ranges:
        yield warning(
            "year not ready", ROOT, f"{scene.year} has no ranges of rents or prices.", "Import the ranges of the year."
        )
