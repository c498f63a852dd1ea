"""Numbers and money, forgiving about how people type them ("£1,250.50") and exact about what is stored."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from portal.words import counted

from .base import GovFieldMixin

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
LONGEST = 30


def plain(value: Any) -> Any:
    """Takes away what people add to numbers: spaces, thousands commas, pound and per cent signs."""
    return re.sub(r"[\s,£%]", "", value) if isinstance(value, str) else value


def shown(bound: Any) -> str:
    """A limit as it is written in a message."""
    return f"{bound:,}"


class _NumberMixin(GovFieldMixin):
    """Shared checks of whole and decimal numbers."""

    if TYPE_CHECKING:  # from the field of Django beside it
        min_value: Any
        max_value: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("width", 10)
        super().__init__(*args, **kwargs)
        # The limits are checked here, with the question named in the message.
        self.validators = list(kwargs.get("validators", ()))

    def default_messages(self) -> dict[str, str]:
        """Adds what a number must look like."""
        low, high = getattr(self, "min_value", None), getattr(self, "max_value", None)
        like = next((bound for bound in (low, high) if bound is not None), 2)
        return super().default_messages() | {"invalid": f"{self.subject} must be a number, like {shown(like)}"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Asks phones for the number keypad; the limits are not attributes, because browsers enforce them badly."""
        attrs = super().widget_attrs(widget)
        places = getattr(self, "decimal_places", 0)
        return {k: v for k, v in attrs.items() if k == "class"} | {"inputmode": "decimal" if places else "numeric"}

    def _checked_text(self, value: Any) -> str | None:
        text = str(plain(value)) if value not in self.empty_values else ""
        if not text:
            return None
        if len(text) > LONGEST or not NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text

    def validate(self, value: Any) -> None:
        """Checks the limits after the presence."""
        super().validate(value)
        if value is None:
            return
        unit = self.prefix if self.prefix == "£" else ""
        low, high = self.min_value, self.max_value
        if low is not None and high is not None and not low <= value <= high:
            raise ValidationError(
                f"{self.subject} must be between {unit}{shown(low)} and {unit}{shown(high)}", code="range"
            )
        if low is not None and value < low:
            raise ValidationError(f"{self.subject} must be {unit}{shown(low)} or more", code="min_value")
        if high is not None and value > high:
            raise ValidationError(f"{self.subject} must be {unit}{shown(high)} or less", code="max_value")


class GovIntegerField(_NumberMixin, forms.IntegerField):
    """A whole number. 12.0 counts as 12."""

    def to_python(self, value: Any) -> int | None:
        """Reads what was typed."""
        text = self._checked_text(value)
        if text is None:
            return None
        number = Decimal(text)
        if number != number.to_integral_value():
            raise ValidationError(f"{self.subject} must be a whole number", code="whole")
        return int(number)


class GovDecimalField(_NumberMixin, forms.DecimalField):
    """A number with at most `decimal_places` places; never a float."""

    def to_python(self, value: Any) -> Any:
        """Reads what was typed."""
        text = self._checked_text(value)
        if text is None:
            return None
        number = Decimal(text)
        places = self.decimal_places
        if places is not None and -int(number.normalize().as_tuple().exponent) > places:
            raise ValidationError(self._places_message(places), code="decimal_places")
        return number

    def _places_message(self, places: int) -> str:
        if places == 0:
            return f"{self.subject} must be a whole number"
        return f"{self.subject} must have no more than {counted(places, 'decimal place')}"


class GovMoneyField(GovDecimalField):
    """Pounds and pence; `decimal_places=0` for whole pounds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "£")
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def default_messages(self) -> dict[str, str]:
        """Shows an amount."""
        example = "£250" if self.decimal_places == 0 else "£125.50"
        return super().default_messages() | {"invalid": f"{self.subject} must be an amount of money, like {example}"}

    def _places_message(self, places: int) -> str:
        if places == 0:
            return f"{self.subject} must be in whole pounds, without pence"
        return f"{self.subject} must not have more than {places} digits for the pence"
