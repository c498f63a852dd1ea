"""What is an organisation's and what is the department's own: support says why before it changes the former.

The question itself is asked by `accounts.staff_guard`; here rooms and views say what needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest

MACHINERY = ("sessions", "axes", "django_q", "otp_email", "otp_static", "otp_totp", "admin", "contenttypes")
"""Apps none of whose tables holds data of an organisation."""
_labels: set[str] = set()


def of_the_department(*labels: str) -> None:
    """Registers models whose records belong to no organisation: texts, reference data, the work of machines."""
    _labels.update(labels)


def unguarded_tables() -> set[str]:
    """Every table that may be written without a staff session, those of histories included."""
    found = {model._meta.db_table for label in MACHINERY for model in apps.get_app_config(label).get_models(True)}
    for model in map(apps.get_model, _labels):
        found.add(model._meta.db_table)
        if history := getattr(model, "history", None):
            found.add(history.model._meta.db_table)
    return found


def without_staff_session(view: Callable[..., Any]) -> Callable[..., Any]:
    """For views that change only what is the person's own, or that take back all that they write."""
    view.without_staff_session = True  # type: ignore[attr-defined] # a mark, as Django marks views
    return view


def needs_no_staff_session(request: HttpRequest) -> None:
    """For views of which only the record tells whether it is an organisation's."""
    request.guarded = False  # type: ignore[attr-defined] # a mark, as middleware leaves them
