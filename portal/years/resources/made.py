"""Which files are made from a questionnaire, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from portal.questionnaire.program import Program
from portal.years.resources.dictionary import dictionary_csv, dictionary_xlsx
from portal.years.resources.package import data_package
from portal.years.resources.paper import paper_form
from portal.years.resources.specification import specification_xlsx
from portal.years.resources.template import template_csv, template_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
XML = "application/xml; charset=utf-8"
Maker = Callable[[Program, Collection[str]], bytes]


@dataclass(frozen=True)
class Resource:
    """One file: what it is, its name with places for kind and years, and how it is made."""

    key: str
    title: str
    explanation: str
    file_name: str
    content_type: str
    make: Maker
    offered: bool = True
    """Whether landlords are offered it; the rest is for the department."""

    def name_for(self, log_type: str, year: int) -> str:
        """The file's name, for example bulk-upload-lettings-template-2026-27.xlsx."""
        return self.file_name.format(kind=log_type, year=year, next=f"{(year + 1) % 100:02d}")

    @property
    def type_word(self) -> str:
        """What people call the type of file."""
        return {XLSX: "Excel", CSV: "CSV", HTML: "web page to print", JSON: "Data Package", XML: "XML"}[
            self.content_type
        ]


_OWN: tuple[Resource, ...] = (
    Resource(
        "paper_form",
        "Paper form",
        "Every question with its answers, to print or to have in front of you.",
        "{year}_{next}_{kind}_paper_form.html",
        HTML,
        lambda program, compared: paper_form(program.questionnaire).encode(),
    ),
    Resource(
        "bulk_upload_template",
        "Bulk upload template",
        "A workbook to fill in, with lists of the values that each column takes.",
        "bulk-upload-{kind}-template-{year}-{next}.xlsx",
        XLSX,
        lambda program, compared: template_xlsx(program.questionnaire, compared),
    ),
    Resource(
        "bulk_upload_template_csv",
        "Bulk upload template as CSV",
        "The same columns as a plain file, for systems that write it themselves.",
        "bulk-upload-{kind}-template-{year}-{next}.csv",
        CSV,
        lambda program, compared: template_csv(program.questionnaire, compared),
    ),
    Resource(
        "bulk_upload_specification",
        "Bulk upload specification",
        "Every field with its values, when it is asked, and what is checked.",
        "bulk-upload-{kind}-specification-{year}-{next}.xlsx",
        XLSX,
        lambda program, compared: specification_xlsx(program),
    ),
    Resource(
        "data_dictionary",
        "Data dictionary",
        "Every answer of a log with its codes and where it goes.",
        "{kind}-data-dictionary-{year}-{next}.xlsx",
        XLSX,
        lambda program, compared: dictionary_xlsx(program),
    ),
    Resource(
        "data_dictionary_csv",
        "Data dictionary as CSV",
        "The same as a plain file.",
        "{kind}-data-dictionary-{year}-{next}.csv",
        CSV,
        lambda program, compared: dictionary_csv(program),
    ),
    Resource(
        "data_package",
        "Description for statistics programs",
        "Types, codes, labels and missing values of the file with codes, as a Data Package.",
        "{kind}-logs-{year}-datapackage.json",
        JSON,
        lambda program, compared: data_package(program),
    ),
)
BY_KEY: dict[str, Resource] = {}


def register(resource: Resource, *, after: str = "") -> None:
    """Offer a file beside the others; `after` names the one that it follows, the last where it is blank."""
    others = list(BY_KEY.values())
    place = 1 + [one.key for one in others].index(after) if after else len(others)
    BY_KEY.clear()
    BY_KEY.update((one.key, one) for one in (*others[:place], resource, *others[place:]))


def resources() -> tuple[Resource, ...]:
    """Every file that is offered, in order: those made here, and what rooms above make."""
    return tuple(BY_KEY.values())


for _resource in _OWN:
    register(_resource)
