"""Searching logs the way people look for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When


def search_logs(queryset: QuerySet[Any], term: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """The log's number exactly ("log 12" too), codes and postcodes in part; exact hits first (section 7.2)."""
    text = " ".join(term.split())
    if not text:
        return queryset
    number = text.lower().removeprefix("log").strip()
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": _postcode(text) if "postcode" in column else text})
    ranks = [When(**{f"{column}__iexact": text}, then=Value(1)) for column in columns]
    if number.isdecimal() and len(number) < 18:
        condition |= Q(pk=int(number))
        ranks.insert(0, When(pk=int(number), then=Value(0)))
    return queryset.filter(condition).order_by(Case(*ranks, default=Value(2)), "-id")


def _postcode(text: str) -> str:
    """A full postcode typed without its space is stored with one."""
    compact = text.replace(" ", "").upper()
    if 5 <= len(compact) <= 7 and compact[-3].isdigit() and compact[:2].isalnum():
        return f"{compact[:-3]} {compact[-3:]}"
    return text
