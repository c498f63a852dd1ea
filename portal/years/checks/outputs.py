"""Where an answer goes: upload field, download column, element of the export; and what the year needs beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.years.checks.findings import Finding, Scene, error
from portal.years.difference import longest_rising
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
    told: set[str] = set()
    for part in scene.questions:
        if part.name in before or part.name in told:
            continue
        told.add(part.name)
        places = [one for one in scene.questions if one.name == part.name]
        for attr in sorted(used):
            if not any(attr in one.attrs for one in places):
                yield error(
                    "output missing",
                    part,
                    f"{scene.said(part)} is new and has no {_OUTPUTS[attr]}.",
                    f"Name its {_OUTPUTS[attr]}.",
                )


def _doubled(scene: Scene) -> Iterator[Finding]:
    for attr, words in _OUTPUTS.items():
        owner: dict[Any, str] = {}
        for part in scene.questions:
            for name in output_names(part.attrs.get(attr)):
                if owner.setdefault(name, part.name) != part.name and not _shared(scene, attr, owner[name], part, name):
                    yield error(
                        "output doubled",
                        part,
                        f"{scene.said(part)}: the {words} {name} already carries {owner[name]}.",
                        f"Name another {words}.",
                    )


def _shared(scene: Scene, attr: str, first: str, part: Part, name: Any) -> bool:
    """Whether both questions filled the same output before: some outputs are put together from several answers."""
    if scene.base is None:
        return True
    was = {one.name for one in scene.base.of_kind("question") if name in output_names(one.attrs.get(attr))}
    return {first, part.name} <= was


def output_names(value: Any) -> list[Any]:
    """The names in an output as it stands in the document: one, several, or one for each code."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, dict):
        return [name for one in value.values() for name in output_names(one)]
    if isinstance(value, list):
        return [name for one in value for name in output_names(one)]
    return [value]


def upload_columns(scene_tree: Any) -> dict[str, int]:
    """Question to its field in the upload, as a number."""
    found: dict[str, int] = {}
    for part in scene_tree.of_kind("question"):
        for name in output_names(part.attrs.get("bulk")):
            digits = "".join(character for character in str(name) if character.isdigit())
            if digits:
                found.setdefault(
                    f"{part.name} {len([one for one in found if one.startswith(part.name + ' ')])}", int(digits)
                )
    return found


def _order(scene: Scene) -> Iterator[Finding]:
    """Within a year, files that people have prepared must go on fitting."""
    if scene.base is None or not scene.same_year:
        return
    before, after = upload_columns(scene.base), upload_columns(scene.tree)
    both = sorted((name for name in before if name in after), key=lambda name: before[name])
    stay = {both[place] for place in longest_rising([after[name] for name in both])}
    for name in both:
        if name not in stay:
            question = name.rsplit(" ", 1)[0]
            part = next(one for one in scene.questions if one.name == question)
            yield error(
                "column order",
                part,
                f"{scene.said(part)}: its field of the upload was {before[name]} and is now {after[name]}, so files "
                "made with the template of this year would be read wrongly.",
                "Give it its old field; put new fields behind the others.",
            )


def _year(scene: Scene) -> Iterator[Finding]:
    around = scene.surroundings
    for there, what, where in (
        (around.window, "collection window", "Add the dates of the year under Collection windows."),
        (around.areas, "local authorities", "Import the areas of the year."),
        (around.ranges, "ranges of rents or prices", "Import the ranges of the year."),
    ):
        if not there:
            yield error("year not ready", ROOT, f"{scene.year} has no {what}.", where)
