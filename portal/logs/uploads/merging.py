"""What a merge of organisations does to their uploads: rows that are kept are the absorbing organisation's from then on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from orgs.merges.step import Step
from portal.logs.uploads.models import Submission
from portal.words import counted


class UploadsStep(Step):
    """Nobody is left who could correct, add or undo rows of an organisation that is no more."""

    title = "Uploads"
    place = 60
    relations: ClassVar[tuple[str, ...]] = ("uploads.Submission.organisation",)

    def lines(self) -> list[str]:
        return [f"{counted(self._kept().count(), 'upload')} whose rows are kept move to {self.facts.absorber}."]

    def apply(self) -> dict[str, Any]:
        moved = dict(self._kept().order_by("pk").values_list("pk", "organisation"))
        Submission.objects.filter(pk__in=moved).update(organisation=self.facts.absorber)
        return {"uploads_moved": moved}

    def _kept(self) -> QuerySet[Submission]:
        return Submission.objects.filter(organisation__in=self.facts.ids, cleared_at=None, is_test=False)
