"""One way to import a table from a file: what is wrong is told row by row, what changes with old and new values.

Reference tables are long, so they are added to and changed in bulk, found by their natural key, with history.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

import tablib
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from import_export.widgets import DateWidget, DecimalWidget, IntegerWidget, NumberWidget
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, Model

from portal.history import name_job
from portal.reference.words import Change, Column, said, tidy


class PreloadedLoader(BaseInstanceLoader):
    """Finds a row's record by a key of several columns without a query per row."""

    def __init__(self, resource: ReferenceResource, dataset: tablib.Dataset) -> None:
        super().__init__(resource, dataset)
        self._records = {resource.key_of(record): record for record in resource.records()}

    def get_instance(self, row: dict[str, Any]) -> Model | None:
        return self._records.get(self.resource.key_of_row(row))


class FileOptions:
    """Meta options of every resource."""

    use_transactions = True
    skip_unchanged = True
    report_skipped = False
    skip_html_diff = True
    store_instance = True


class ReferenceOptions(FileOptions):
    """Meta options of every reference resource."""

    use_bulk = True
    batch_size = 2000
    instance_loader_class = PreloadedLoader


WANTED = ((DateWidget, "a date like 2026-04-01"), (IntegerWidget, "a whole number"), (NumberWidget, "a number"))


def _unreadable(field: Field, row: dict[str, Any], error: Exception) -> str:
    """What was found and what is wanted; libraries speak of their classes instead."""
    for widget, wanted in WANTED:
        if isinstance(field.widget, widget):
            return f"“{row.get(field.column_name)}” is not {wanted}."
    return str(error)


class FileResource(resources.ModelResource):
    """Reads only columns that it knows, tells mistakes with their column, and keeps what each row changes.

    `tell` is called with the number of rows read so far.
    """

    required_columns: ClassVar[tuple[str, ...]] = ()
    not_read: ClassVar[tuple[str, ...]] = ()
    """Columns of files that we are sent which only explain another one."""

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self.changes: list[Change] = []
        self._user = kwargs.get("user")
        self._reason = kwargs.get("reason", "")
        self._tell: Callable[[int], None] | None = kwargs.get("tell")
        headers = dataset.headers or []
        known = [*self.column_names(), *self.not_read]
        missing = [name for name in self.required_columns if name not in headers]
        unknown = [f"“{name}”" for name in headers if name not in known]
        if missing or unknown:
            del dataset[0 : len(dataset)]  # the same would be wrong with every row
        if missing:
            raise ValidationError(f"The file has no column called {' or '.join(missing)}.")
        if unknown:
            are = "a column that is" if len(unknown) == 1 else "columns that are"
            raise ValidationError(
                f"The file has {are} not known: {', '.join(unknown)}. Columns can be {', '.join(self.column_names())}."
            )

    def columns(self) -> list[Column]:
        """What the page says about the file."""
        return [
            Column(
                field.column_name,
                self.label_of(field.attribute),
                self.answers(field.attribute),
                field.column_name in self.required_columns,
            )
            for field in self.get_import_fields()
            if field.column_name != "start_year"
        ]

    def answers(self, attribute: str) -> list[tuple[Any, str]]:
        """The codes that a column may hold, in words."""
        found = self._meta.model._meta.get_field(attribute)
        return [(1, "yes"), (0, "no")] if isinstance(found, BooleanField) else list(found.flatchoices)

    def column_names(self) -> list[str]:
        """The headings that a file may have."""
        return [field.column_name for field in self.get_import_fields()]

    def label_of(self, attribute: str) -> str:
        """What pages call it."""
        try:
            return tidy(str(self._meta.model._meta.get_field(attribute).verbose_name))
        except FieldDoesNotExist:
            return attribute

    def shown(self, attribute: str, value: Any) -> str:
        """A value in words, as pages have it."""
        if value is None or value == "":
            return "Nothing"
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, Decimal):
            return f"{value:,.2f}"
        return str(dict(self.answers(attribute)).get(value, value))

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """As the library's; who waits is told how far it is."""
        if self._tell is not None:
            self._tell(kwargs["row_number"] - 1)
        return super().import_row(row, instance_loader, **kwargs)

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        """The key is read as every cell is: what is wrong with it is told."""
        for name in self.get_import_id_fields():
            if name in self.fields and self.fields[name].column_name in row:
                self._read(self.fields[name], row)
        return super().get_instance(instance_loader, row)

    def _read(self, field: Field, row: dict[str, Any]) -> Any:
        try:
            return field.clean(row)
        except ValidationError:
            raise
        except (ValueError, ArithmeticError) as error:
            raise ValidationError({field.attribute: _unreadable(field, row, error)}) from error

    def import_field(
        self, field: Any, instance: Model, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """An unreadable value is the row's mistake, told with its column."""
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except (ValueError, ArithmeticError) as error:
            raise ValidationError({field.attribute: _unreadable(field, row, error)}) from error

    def import_instance(self, instance: Model, row: dict[str, Any], **kwargs: Any) -> None:
        """All mistakes of a row at once, not the first one."""
        errors: dict[str, Any] = {}
        for field in self.get_import_fields():
            try:
                self.import_field(field, instance, row, **kwargs)
            except ValidationError as error:
                by_column = (
                    error if hasattr(error, "error_dict") else ValidationError({field.attribute: error.messages})
                )
                errors = by_column.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        """What the row changes, with what stands there now."""
        if row_result.import_type == RowResult.IMPORT_TYPE_SKIP:
            return
        new, old = row_result.instance, row_result.original
        cells = []
        for field in self.get_import_fields():
            name = field.attribute
            if field.column_name not in row or name == "id":
                continue
            before = self.shown(name, getattr(old, name)) if old is not None else ""
            after = self.shown(name, getattr(new, name))
            if (after != "Nothing") if old is None else before != after:
                cells.append((self.label_of(name), before, after))
        self.changes.append(Change(kwargs["row_number"], "" if old is None else str(old), cells))

    def words_of(self, error: ValidationError) -> list[tuple[str, str]]:
        """Column and sentence of every mistake, never in the words of a library."""
        if not hasattr(error, "error_dict"):
            return [("", said(one)) for one in error.error_list]
        return [
            ("" if name == "__all__" else self._column(name), said(one))
            for name, errors in error.error_dict.items()
            for one in errors
        ]

    def _column(self, attribute: str) -> str:
        column = next((one.column_name for one in self.get_import_fields() if one.attribute == attribute), attribute)
        label = self.label_of(attribute)
        return label if label.casefold() == column else f"{label} ({column})"


class ReferenceResource(FileResource):
    """Rows are added or changed, never removed: what a file leaves out stays as it is.

    `start_year` is given beside the file for tables whose files are of one year.
    """

    of_one_year: ClassVar[bool] = False

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self._seen: dict[tuple[Any, ...], int] = {}
        self._lines = kwargs.get("lines") or range(1, len(dataset) + 1)
        self._start_year = kwargs.get("start_year")
        super().before_import(dataset, **kwargs)
        if self.of_one_year:
            self._set_year(dataset)

    def _set_year(self, dataset: tablib.Dataset) -> None:
        """A file that names another year than the one it was sent for was sent for the wrong one."""
        if "start_year" in dataset.headers:
            others = sorted({year for year in dataset["start_year"] if year not in ("", str(self._start_year))})
            del dataset["start_year"]
            if others:
                del dataset[0 : len(dataset)]
                raise ValidationError(
                    f"The column start_year says {', '.join(others)}, but the file was sent for {self._start_year}."
                )
        dataset.append_col([str(self._start_year)] * len(dataset), header="start_year")

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """The same key twice in one file is a mistake that "the last one wins" would hide."""
        key = self.key_of_row(row)
        line = self._lines[kwargs["row_number"] - 1]
        first = self._seen.setdefault(key, line)
        if first != line:
            raise ValidationError(f"This row has the same key as row {first}.")

    def records(self) -> Any:
        """Existing records that a file can match."""
        return self.get_queryset()

    def key_of(self, record: Model) -> tuple[Any, ...]:
        return tuple(getattr(record, self.fields[name].attribute) for name in self.get_import_id_fields())

    def key_of_row(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(self._read(self.fields[name], row) for name in self.get_import_id_fields())

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        """The loader has read the key already."""
        return instance_loader.get_instance(row)

    def validate_instance(
        self,
        instance: Model,
        import_validation_errors: dict[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """The model's own checks, without its queries: keys are compared in memory here."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude=errors.keys())
            if not errors:
                instance.clean()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """As the library's, with history."""
        if self.create_instances and not dry_run:
            bulk_create_with_history(
                self.create_instances,
                self._meta.model,
                batch_size=batch_size,
                default_user=self._user,
                default_change_reason=self._reason if self._user else name_job(self._reason),
            )
        self.create_instances.clear()

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """As the library's, with history."""
        if self.update_instances and not dry_run:
            bulk_update_with_history(
                self.update_instances,
                self._meta.model,
                self.get_bulk_update_fields(),
                batch_size=batch_size,
                default_user=self._user,
                default_change_reason=self._reason if self._user else name_job(self._reason),
            )
        self.update_instances.clear()


class YearlyRangeResource(ReferenceResource):
    """The department's file of expected amounts of one year; loading it replaces illustrative figures."""

    of_one_year = True
    not_read = ("la_name",)
    start_year = Field("start_year", "start_year", widget=IntegerWidget())
    soft_min = Field("soft_min", "soft_min", widget=DecimalWidget())
    soft_max = Field("soft_max", "soft_max", widget=DecimalWidget())

    def records(self) -> Any:
        return self.get_queryset().filter(start_year=self._start_year)

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:
        """Made-up figures become real ones even where they happen to agree."""
        return not original.illustrative and super().skip_row(instance, original, row, import_validation_errors)

    def get_bulk_update_fields(self) -> list[str]:
        return [*super().get_bulk_update_fields(), "illustrative"]

    def before_save_instance(self, instance: Any, row: object, **kwargs: object) -> None:
        instance.illustrative = False
