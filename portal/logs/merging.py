"""What a merge of organisations does to logs; lettings and sales each have their step."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import ForeignKey, Q, QuerySet

from orgs.merges.step import Step
from portal.logs.models import Log
from portal.logs.moving import move_logs_by_map
from portal.logs.status import VISIBLE
from portal.words import counted, day_in_words


class LogsStep(Step):
    """Logs dated from the day of the merge move; undated and earlier ones stay and are seen through the merger."""

    place = 50
    model: ClassVar[type[Log]]

    def lines(self) -> list[str]:
        name, day = str(self.model._meta.verbose_name), day_in_words(self.facts.day)
        return [
            f"{counted(self._logs().count(), name)} dated from {day} move to {self.facts.absorber}. "
            f"{counted(self._earlier(), name)} stay and can be seen by it."
        ]

    def totals(self) -> dict[str, int]:
        involved = [*self.facts.ids, self.facts.absorber.pk]
        theirs = Q(owning_organisation__in=involved) | Q(managing_organisation__in=involved)
        logs = self.model._default_manager.filter(theirs, status__in=VISIBLE)
        return {f"{self.model.kind.log_type}_logs": logs.count()}

    def apply(self) -> dict[str, Any]:
        absorber = self.facts.absorber.pk
        managers = dict.fromkeys(self.facts.ids, absorber)
        owners = managers | dict.fromkeys(self.facts.earlier, absorber)
        columns = {"owning_organisation_id": owners, "managing_organisation_id": managers, **self._copies()}
        moved = move_logs_by_map(self._logs(), columns=columns, actor=self.facts.by)
        return {f"{self.model.kind.log_type}_logs_moved": moved}

    def _logs(self) -> QuerySet[Any]:
        owners = [*self.facts.ids, *self.facts.earlier]
        logs: QuerySet[Any] = self.model.objects.not_on_trial()
        return logs.filter(
            Q(owning_organisation__in=owners) | Q(managing_organisation__in=self.facts.ids), date__gte=self.facts.day
        )

    def _earlier(self) -> int:
        theirs = Q(owning_organisation__in=self.facts.ids) | Q(managing_organisation__in=self.facts.ids)
        undated_or_before = Q(date=None) | Q(date__lt=self.facts.day)
        return self.model._default_manager.filter(theirs, undated_or_before, status__in=VISIBLE).count()

    def _copies(self) -> dict[str, dict[int, int]]:
        """What the log refers to and an earlier step has copied, such as its scheme."""
        return {
            field.attname: self.facts.copies[field.remote_field.model._meta.label]
            for field in self.model._meta.concrete_fields
            if isinstance(field, ForeignKey) and field.remote_field.model._meta.label in self.facts.copies
        }


def organisations_of(label: str) -> tuple[str, str]:
    """The relations of a kind of log to organisations, by the label of its model."""
    return f"{label}.owning_organisation", f"{label}.managing_organisation"
