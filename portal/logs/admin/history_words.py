"""What happened to a log in the words of the questionnaire, in the order in which it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.logs.admin.present import Wording
from portal.logs.status import LogStatus

if TYPE_CHECKING:
    from portal.logs.models import Log


class HistoryWording:
    """Tells rows of a log's history. An answer that its own year does not know is told in the words of another."""

    def __init__(self, log: Log) -> None:
        others = (log.kind.program(year) for year in reversed(log.kind.years) if year != log.program.year)
        programs = [log.program, *others]
        self._wordings = [Wording(program, log.typed_answers(), log.date) for program in programs]
        questionnaire = log.program.questionnaire
        fields = [name for question in questionnaire.questions for name in question.fields]
        self._places = {name: place for place, name in enumerate(dict.fromkeys([*fields, *questionnaire.stored]))}

    def changes(self, row: Any) -> list[dict[str, Any]]:
        """What one save changed: given answers as they are asked, then what follows from them."""
        ordered = sorted(row.changes.items(), key=lambda item: (self._places.get(item[0], len(self._places)), item[0]))
        changes = [self._change(name, *values) for name, values in ordered]
        first: set[tuple[bool, str]] = set()
        for change in changes:  # a label that another line of the same part has already is told by its whole question
            here = (change["followed"], change["label"])
            if here in first:
                change["label"] = change["question"] or change["label"]
            first.add(here)
        return changes

    def _followed(self, name: str, before: Any, after: Any) -> bool:
        """Whether a value was worked out, or is a box that was merely left alone, and so was answered by nobody."""
        questionnaire = self._wordings[0].program.questionnaire
        if placements := questionnaire.by_id.get(name):
            return all(question.is_worked_out for question in placements)
        return name not in questionnaire.by_field or 1 not in (before, after)

    def _change(self, name: str, before: Any, after: Any) -> dict[str, Any]:
        if name == "status":
            return {
                "label": "Status",
                "question": "",
                "before": _status(before),
                "after": _status(after),
                "followed": False,
            }
        knowing = [w for w in self._wordings if name in w.program.known_fields] or self._wordings[:1]
        placements = knowing[0].questionnaire.by_id.get(name)
        return {
            "label": knowing[0].label(name),
            "question": placements[0].ask if placements else "",
            "followed": self._followed(name, before, after),
            "before": _said(knowing, name, before),
            "after": _said(knowing, name, after),
        }


def _said(wordings: list[Wording], name: str, value: Any) -> str:
    """A code in the words of the first year that has a label for it."""
    texts = [wording.of_stored(name, value) for wording in wordings]
    return next((text for text in texts if text != str(value)), texts[0])


def _status(code: Any) -> str:
    return str(LogStatus(code).label) if code in LogStatus.values else ""
