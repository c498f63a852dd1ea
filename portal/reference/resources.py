"""One way to import a reference table: upsert by its natural key, in bulk, with history."""

from __future__ import annotations

from typing import Any, ClassVar

import tablib
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.widgets import DateWidget, DecimalWidget, IntegerWidget, NumberWidget
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from django.core.exceptions import ValidationError
from django.db.models import Model


class PreloadedLoader(BaseInstanceLoader):
    """Finds a row's record by a key of several columns without a query per row."""

    def __init__(self, resource: ReferenceResource, dataset: tablib.Dataset) -> None:
        super().__init__(resource, dataset)
        self._records = {resource.key_of(record): record for record in resource.records()}

    def get_instance(self, row: dict[str, Any]) -> Model | None:
        return self._records.get(self.resource.key_of_row(row))


class ReferenceOptions:
    """Meta options of every reference resource."""

    use_bulk = True
    batch_size = 2000
    use_transactions = True
    skip_unchanged = True
    report_skipped = False
    skip_html_diff = True
    store_row_values = True
    instance_loader_class = PreloadedLoader


WANTED = ((DateWidget, "a date like 2026-04-01"), (IntegerWidget, "a whole number"), (NumberWidget, "a number"))


def _unreadable(field: Field, row: dict[str, Any], error: Exception) -> str:
    """What was found and what is wanted; libraries speak of their classes instead."""
    for widget, wanted in WANTED:
        if isinstance(field.widget, widget):
            return f"“{row.get(field.column_name)}” is not {wanted}"
    return str(error)


class ReferenceResource(resources.ModelResource):
    """Rows are added or changed, never removed: what a file leaves out stays as it is.

    `start_year` is given beside the file for tables whose files are of one year.
    """

    required_columns: ClassVar[tuple[str, ...]] = ()
    of_one_year: ClassVar[bool] = False

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self._seen: dict[tuple[Any, ...], int] = {}
        self._user = kwargs.get("user")
        self._start_year = kwargs.get("start_year")
        missing = [name for name in self.required_columns if name not in (dataset.headers or [])]
        if missing:
            del dataset[0 : len(dataset)]  # the same would be wrong with every row
            raise ValidationError(f"The file has no column called {' or '.join(missing)}.")
        if self.of_one_year:
            if "start_year" in dataset.headers:
                del dataset["start_year"]
            dataset.append_col([str(self._start_year)] * len(dataset), header="start_year")

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """The same key twice in one file is a mistake that "the last one wins" would hide."""
        key = self.key_of_row(row)
        first = self._seen.setdefault(key, kwargs["row_number"])
        if first != kwargs["row_number"]:
            raise ValidationError(f"This row has the same key as row {first}.")

    def records(self) -> Any:
        """Existing records that a file can match."""
        return self.get_queryset()

    def key_of(self, record: Model) -> tuple[Any, ...]:
        return tuple(getattr(record, self.fields[name].attribute) for name in self.get_import_id_fields())

    def key_of_row(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(self._key_part(self.fields[name], row) for name in self.get_import_id_fields())

    @staticmethod
    def _key_part(field: Field, row: dict[str, Any]) -> Any:
        try:
            return field.clean(row)
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
                self.create_instances, self._meta.model, batch_size=batch_size, default_user=self._user
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
            )
        self.update_instances.clear()


class YearlyRangeResource(ReferenceResource):
    """The department's file of expected amounts of one year; loading it replaces illustrative figures."""

    of_one_year = True
    start_year = Field("start_year", "start_year", widget=IntegerWidget())
    soft_min = Field("soft_min", "soft_min", widget=DecimalWidget())
    soft_max = Field("soft_max", "soft_max", widget=DecimalWidget())

    def records(self) -> Any:
        return self.get_queryset().filter(start_year=self._start_year)

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:  # type: ignore[no-untyped-def]
        """Made-up figures become real ones even where they happen to agree."""
        return not original.illustrative and super().skip_row(instance, original, row, import_validation_errors)

    def get_bulk_update_fields(self) -> list[str]:
        return [*super().get_bulk_update_fields(), "illustrative"]

    def before_save_instance(self, instance: Any, row: object, **kwargs: object) -> None:
        instance.illustrative = False
