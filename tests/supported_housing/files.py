"""The files that people take out and correct."""

from portal.csv_files import csv_lines
from supported_housing.downloads import columns_of, rows
from supported_housing.models import Scheme
from tests.factories.accounts import SupportFactory


def file_lines(kind: str) -> list[str]:
    """The file of all schemes or of their locations as support has it, line by line."""
    return list(csv_lines([columns_of(kind), *rows(kind, Scheme.objects.kept(), SupportFactory())]))
