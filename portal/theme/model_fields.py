"""Form fields that stock model forms need beside those of question pages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .forms.base import GovFieldMixin
from .forms.dates import DateParts, GovDateField, GovDateInput


class TimeInput(forms.TextInput):
    """A box for a time of day with a label that everybody sees."""

    template_name = "theme/widgets/time.html"


class GovDateTimeInput(forms.MultiWidget):
    """A three-box date and a box for the time."""

    template_name = "theme/widgets/multi.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"date": GovDateInput(), "time": TimeInput()}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Parts of a moment in local time."""
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return [local.date(), local.strftime("%H:%M")]
        return [None, ""]


class GovDateTimeField(GovFieldMixin, forms.DateTimeField):
    """A date with a time of day."""

    widget = GovDateTimeInput

    def prepare_value(self, value: Any) -> Any:
        """Left to the widget, which splits it."""
        return value

    def to_python(self, value: Any) -> dt.datetime | None:
        """A moment from its two parts."""
        if value in self.empty_values or isinstance(value, dt.datetime):
            return value or None
        date_part, time_part = value if isinstance(value, (list, tuple)) and len(value) == 2 else (value, "")
        if not isinstance(value, (list, tuple)) or isinstance(value, DateParts):
            date_part, time_part = value, ""
        date = GovDateField(required=False, short_label=self.short_label).clean(date_part)
        if date is None:
            return None
        match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", str(time_part or "0:00").strip(), re.ASCII)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValidationError(f"{self.subject} must have a time, like 14:30", code="time")
        moment = dt.datetime.combine(date, dt.time(int(match[1]), int(match[2])))
        return timezone.make_aware(moment)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares moments to the minute."""
        try:
            new = self.to_python(data)
        except ValidationError:
            return True
        old = initial.replace(second=0, microsecond=0) if isinstance(initial, dt.datetime) else None
        return new != old
