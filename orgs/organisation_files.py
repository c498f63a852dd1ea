"""Organisations as a file, in and out, for support: preview, errors by row, and only these fields."""

from __future__ import annotations

from typing import Any

from import_export import fields, widgets

from django.core.exceptions import ValidationError

from orgs import details
from orgs.codes import ProfitStatus, ProviderType, RentPeriod
from orgs.detail_fields import IN_FILES
from orgs.models import Organisation
from portal.csv_files import as_meant
from portal.history import note
from portal.parameters import whole_number
from portal.reference.resources import FileOptions, FileResource


class CodeWidget(widgets.IntegerWidget):
    """A code of the collection; anything else is told with the row."""

    def __init__(self, choices: list[tuple[int, str]]) -> None:
        super().__init__()
        self.allowed = dict(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        if value in (None, ""):
            return None
        code = whole_number(str(value).strip())
        if code not in self.allowed:
            listed = ", ".join(f"{key} ({label})" for key, label in self.allowed.items())
            raise ValidationError(f"“{value}” is not a known code. Use one of: {listed}.")
        return code


class YesNoWidget(widgets.BooleanWidget):
    """Yes or no, as a person or a program writes them; anything else is not taken for no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        word = str(value or "").strip().lower()
        if word in {"yes", "no"}:
            return word == "yes"
        if word and word not in {"1", "0", "true", "false"}:
            raise ValidationError(f"“{value}” is neither 1 (yes) nor 0 (no).")
        return super().clean(word or None, row, **kwargs)


def _code_field(name: str) -> fields.Field:
    choices: Any = getattr(Organisation._meta.get_field(name), "choices")  # noqa: B009 - typed as if relations had none
    return fields.Field(column_name=name, attribute=name, widget=CodeWidget(list(choices)))


class UniqueCodeWidget(widgets.CharWidget):
    """Two blank cells are two missing codes, not the same one twice."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str | None:
        return str(value or "").strip() or None


class OrganisationResource(FileResource):
    """New organisations, and details of those there are."""

    provider_type = _code_field("provider_type")
    profit_status = _code_field("profit_status")
    holds_own_stock = fields.Field(column_name="holds_own_stock", attribute="holds_own_stock", widget=YesNoWidget())

    old_visible_id = fields.Field(column_name="old_visible_id", attribute="old_visible_id", widget=UniqueCodeWidget())

    class Meta(FileOptions):
        model = Organisation
        fields = IN_FILES
        import_id_fields = ["id"]
        clean_model_instances = True

    def get_instance(self, instance_loader: Any, row: Any) -> Organisation | None:
        """A number that nobody has is a slip; a new organisation comes without one."""
        found: Organisation | None = super().get_instance(instance_loader, row)
        if row.get("id") not in (None, "") and (found is None or found.discarded_at is not None):
            raise ValidationError({"id": "There is no organisation with this id. Leave it empty for a new one."})
        return found

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Takes off what guards a file that is given out, so that it can come back."""
        for name, value in row.items():
            if isinstance(value, str) and as_meant(value) != value:
                row[name] = value[1:]

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """The profit status of a local authority follows from its type, before the record is checked."""
        super().import_instance(instance, row, **kwargs)
        if instance.provider_type == ProviderType.LA:
            instance.profit_status = ProfitStatus.LOCAL_AUTHORITY

    def before_save_instance(self, instance: Organisation, row: Any, **kwargs: Any) -> None:
        """The name of an existing organisation changes on a date, on its own page."""
        if instance.pk and instance.name != Organisation.objects.get(pk=instance.pk).name:
            raise ValidationError({"name": "Change the name of an organisation on its own page, with a date."})
        note(instance, reason=self._reason, by=self._user)

    def after_save_instance(self, instance: Organisation, row: Any, **kwargs: Any) -> None:
        if row.get("id") in (None, "") and not kwargs.get("dry_run"):
            details.set_rent_periods(instance, RentPeriod.values)
