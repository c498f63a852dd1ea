"""GOV.UK form fields, for any Django form built at run time or declared.

Every field takes, besides Django's own arguments (`label`, `help_text`, `required`, `initial`, `disabled`):

| argument | meaning |
|---|---|
| `short_label` | noun phrase used in messages and summaries: "Tenancy start date". Falls back to `label` |
| `hint` | same as `help_text` (plain text; escaped) |
| `label_size` | "s" (default), "m", "l", "xl": size of the label or legend; "" for plain |
| `prefix`, `suffix` | text joined to the input: "£", "every week" |
| `width` | input width in characters: 2, 3, 4, 5, 10, 20, or None for fluid |
| `reveal` | `{code: [names of fields of the same form]}`: fields shown under that option (radios, checkboxes) |
| `warning` | a `FieldWarning` or a list of them, shown beside the question with a box to confirm it in place |
| `notice` | inset text under the question: where an answer came from, what follows from it |
| `live` | True: a change of this answer asks the server which questions show now (htmx) |

Fields: `GovTextField`, `GovTextareaField`, `GovEmailField`, `GovPhoneField`, `GovPasswordField`, `GovIntegerField`,
`GovDecimalField`, `GovMoneyField`, `GovDateField`, `GovRadiosField`, `GovCheckboxesField`, `GovSelectField`,
`GovSearchSelectField`, `GovModelSelectField`, `GovConfirmField` (one checkbox), `GovFileField`, `GovReadOnlyField`.

`options=` of the choice fields is a list of `Option(value, label, hint="", divider_before=False, exclusive=False)` or
`(value, label)` pairs; `coerce=int` is the default when every value is an int.

Forms: inherit `GovForm` (or mix `GovFormMixin` into a ModelForm). A field revealed by an option that is not chosen is
neither required nor validated and cleans to its empty value. `form.top_fields` are those to draw in order (the
revealed ones are drawn inside their option), `form.summary_errors` feeds the error summary,
`form.confirmations` tells which warnings were ticked: `{warning name: True/False}`.

Draw with `{% load gov %}`: `{% gov_error_summary form %}`, `{% gov_form form %}`, `{% gov_field form.name %}`.
"""

from .base import FieldWarning, GovFieldMixin, GovForm, GovFormMixin, field_of
from .choices import (
    GovCheckboxesField,
    GovConfirmField,
    GovModelSelectField,
    GovRadiosField,
    GovSearchSelectField,
    GovSelectField,
    Option,
)
from .dates import DateParts, GovDateField
from .numbers import GovDecimalField, GovIntegerField, GovMoneyField
from .text import (
    GovEmailField,
    GovFileField,
    GovPasswordField,
    GovPhoneField,
    GovReadOnlyField,
    GovTextareaField,
    GovTextField,
)

__all__ = [
    "DateParts",
    "FieldWarning",
    "GovCheckboxesField",
    "GovConfirmField",
    "GovDateField",
    "GovDecimalField",
    "GovEmailField",
    "GovFieldMixin",
    "GovFileField",
    "GovForm",
    "GovFormMixin",
    "GovIntegerField",
    "GovModelSelectField",
    "GovMoneyField",
    "GovPasswordField",
    "GovPhoneField",
    "GovRadiosField",
    "GovReadOnlyField",
    "GovSearchSelectField",
    "GovSelectField",
    "GovTextField",
    "GovTextareaField",
    "Option",
    "field_of",
]
