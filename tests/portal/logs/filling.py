"""Sending a page of a log as a browser does: with all that the page carries of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from typing import Any

from django.test import Client
from django.urls import resolve

CARRIED = ("held", "seen", "form_token")


def carried(html: str) -> dict[str, str]:
    """The hidden values of the page that say whose it is, which questions it held, and what it showed of them."""
    found = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', html) for name in CARRIED}
    return {name: unescape(match.group(1)) for name, match in found.items() if match}


def as_shown(form: Any) -> dict[str, Any]:
    """Every field of a form as its widgets send it back untouched."""
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, date):
            sent |= {f"{name}-{part}": str(getattr(value, part)) for part in ("day", "month", "year")}
        elif value is not None and value != []:
            sent[name] = value
    return sent


class FillingClient(Client):
    """A client that sends pages of logs whole: opened first, with the questions that its answers bring up."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override] # the rest as there
        if isinstance(data, dict) and _is_page_of_a_log(path) and "held" not in data:
            data = {**self.carried_by(path, data), **data}
        return super().post(path, data, *args, **kwargs)

    def carried_by(self, path: str, data: Mapping[str, Any]) -> dict[str, str]:
        """What the page carries of itself once these answers stand on it."""
        opened = self.get(path)
        if opened.status_code != 200:
            return {}
        now, before = carried(opened.content.decode()), ""
        while now.get("held") != before:
            before = now.get("held", "")
            shown = super().post(path, {**now, **data, "preview": "1"})
            now |= carried(shown.content.decode()) if shown.status_code == 200 else {}
        return now


def _is_page_of_a_log(path: str) -> bool:
    name = resolve(path.partition("?")[0]).url_name or ""
    return name.endswith(("log_subsection", "log_add"))


def page_of(browser: Client, url: str) -> dict[str, Any]:
    """What an untouched page would send."""
    response = browser.get(url)
    assert response.status_code == 200, response
    return {**as_shown(response.context["form"]), **carried(response.content.decode())}
