"""The list of logs: the stock one, with the names that organisations had on the day of each log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from portal.logs.admin.names import NameBook, names_of


class LogChangeList(ChangeList):
    """Names are added to the rows of the page only: in the query they would be worked out for all pages before it."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of this page, each with the names of its organisations."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        add_names(names_of(request), self.result_list)


def name_organisations(request: HttpRequest, logs: Sequence[Any]) -> None:
    """The same for a few logs outside the list."""
    add_names(names_of(request), logs)


def add_names(book: NameBook, logs: Sequence[Any]) -> None:
    """Give each log `owner_name` and `manager_name`."""
    book.know(pk for log in logs for pk in (log.owning_organisation_id, log.managing_organisation_id))
    for log in logs:
        log.owner_name = book.on(log.owning_organisation_id, log.date)
        log.manager_name = book.on(log.managing_organisation_id, log.date)
