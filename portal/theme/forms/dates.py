"""The three-box date of GOV.UK, with messages that say which part is wrong."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from portal.words import day_in_words

from .base import GovFieldMixin

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
PARTS = ("day", "month", "year")


class DateParts(NamedTuple):
    """What was typed in the three boxes, kept as typed so that a mistake is shown back unchanged."""

    day: str = ""
    month: str = ""
    year: str = ""

    @classmethod
    def of(cls, value: Any) -> DateParts:
        """The parts of a date, of ISO or d/m/y text, or of parts."""
        if isinstance(value, DateParts):
            return value
        if isinstance(value, dt.date):
            return cls(str(value.day), str(value.month), str(value.year))
        text = str(value or "").strip()
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return cls(match[3], match[2], match[1])
        if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{1,4})", text):
            return cls(*match.groups())
        return cls(text) if text else cls()


class GovDateInput(forms.Widget):
    """Three text boxes named `<name>-day`, `<name>-month`, `<name>-year`; `<name>` alone (ISO) is understood too."""

    template_name = "theme/widgets/date.html"
    use_fieldset = True
    error_parts: tuple[str, ...] = ()

    def id_for_label(self, id_: str) -> str:
        """The fieldset's legend labels the group, not one box."""
        return ""

    def format_value(self, value: Any) -> DateParts:
        """The parts to show."""
        return DateParts.of(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """One entry per box; which of them are in error is told by the field template."""
        context = super().get_context(name, value, attrs)
        parts = self.format_value(value)
        context["error_parts"] = self.error_parts
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"]["parts"] = [
            {
                "name": f"{name}-{part}",
                "id": f"{base}-{part}",
                "part": part,
                "label": part.capitalize(),
                "value": getattr(parts, part),
                "width": 4 if part == "year" else 2,
            }
            for part in PARTS
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> DateParts | None:
        """What was typed; None when nothing was."""
        parts = DateParts(*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS))
        if any(parts):
            return parts
        whole = data.get(name)
        return DateParts.of(whole) if whole else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """True when no box was on the page."""
        return name not in data and not any(f"{name}-{part}" in data for part in PARTS)


def typed_day(text: str) -> dt.date | None:
    """A date in one box: 27 5 2026, 27/5/2026, 27 May 2026 or 2026-05-27; None where nothing was typed."""
    words = re.split(r"[\s/.,-]+", text.strip())
    if words == [""]:
        return None
    if len(words) != len(PARTS):
        raise DateError("Enter a real date", code="invalid")
    year_first = re.fullmatch(r"\d{4}", words[0], re.ASCII) is not None
    day: dt.date | None = GovDateField().clean(DateParts(*(reversed(words) if year_first else words)))
    return day


class DateError(ValidationError):
    """A date error that knows which boxes it is about, so that only those are marked."""

    def __init__(self, message: str, *, code: str, parts: tuple[str, ...] = PARTS) -> None:
        super().__init__(message, code=code, params={"parts": parts})


class GovDateField(GovFieldMixin, forms.DateField):
    """A date in three boxes. `min_value` and `max_value` are inclusive."""

    widget = GovDateInput

    def __init__(
        self, *args: Any, min_value: dt.date | None = None, max_value: dt.date | None = None, **kwargs: Any
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Shows what was typed, right or wrong."""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares as dates, so that 1 and 01 are the same day."""
        if self.disabled:
            return False
        try:
            return self.to_python(data) != (self.to_python(initial) if initial else None)
        except ValidationError:
            return True

    def to_python(self, value: Any) -> dt.date | None:
        """The date typed, or an error about the part that is missing or wrong."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        parts = DateParts.of(value)
        if not any(parts):
            return None
        self._refuse_missing(parts)
        return self._real_date(parts)

    def validate(self, value: dt.date | None) -> None:
        """Checks presence and limits."""
        super().validate(value)
        if value is None:
            return
        if self.min_value and value < self.min_value:
            raise DateError(f"{self.subject} must be on or after {day_in_words(self.min_value)}", code="min_value")
        if self.max_value and value > self.max_value:
            raise DateError(f"{self.subject} must be on or before {day_in_words(self.max_value)}", code="max_value")

    def _refuse_missing(self, parts: DateParts) -> None:
        missing = tuple(part for part in PARTS if not getattr(parts, part))
        if missing:
            listed = " and ".join(f"a {part}" for part in missing)
            raise DateError(f"{self.subject} must include {listed}", code="incomplete", parts=missing)

    def _real_date(self, parts: DateParts) -> dt.date:
        month = _month_number(parts.month)
        day = int(parts.day) if re.fullmatch(r"\d{1,2}", parts.day, re.ASCII) else 0
        wrong: tuple[str, ...] = (() if 1 <= day <= 31 else ("day",)) + (() if month else ("month",))
        if not re.fullmatch(r"[12]\d{3}", parts.year, re.ASCII):
            if not wrong:
                raise DateError(
                    f"{self.subject} must have a year of 4 numbers, like 2026", code="invalid", parts=("year",)
                )
            wrong = (*wrong, "year")
        if not wrong:
            try:
                return dt.date(int(parts.year), month, day)
            except ValueError:
                wrong = ("day",)
        raise DateError(f"{self.subject} must be a real date", code="invalid", parts=wrong)


def _month_number(text: str) -> int:
    """The month typed as a number or as a name ("Apr"); 0 when it is neither."""
    if re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return int(text) if 1 <= int(text) <= 12 else 0
    word = text.strip(". ").lower()
    named = [i for i, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return named[0] if len(named) == 1 else 0
