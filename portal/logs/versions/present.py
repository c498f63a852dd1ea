"""A dry run as its page shows it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.logs.versions.dry_run import COMPLETED, OPEN
from portal.logs.versions.models import DryRun
from portal.years.effects import Effect
from portal.years.models import Draft

ORGANISATION_COLUMNS = (
    "Open logs asked again",
    "Completed logs asked again",
    "Open logs offered more",
    "Completed logs offered more",
    "Logs that lose answers",
)


def page_of_draft(draft: Draft) -> str:
    """The newest dry run of a draft, or where one is started."""
    return reverse("admin:log_versions_dryrun_of_draft", args=[draft.pk])


def preview_of_draft(draft: Draft) -> str:
    """Where a section of a log is seen as the draft would have it."""
    return reverse("admin:log_versions_dryrun_preview", args=[draft.pk])


def shown(run: DryRun) -> dict[str, Any]:
    """The numbers with what they mean."""
    found = run.found or {}
    effects = found.get("effects") or {}
    rows = []
    for effect in (Effect.ASKS_AGAIN, Effect.ADDITIVE, Effect.WORDS):
        counts = [effects.get(which, {}).get(str(int(effect)), 0) for which in (OPEN, COMPLETED)]
        rows.append((effect.title, *counts, effect.meaning))
    return {
        "effects": rows,
        "to_answer": found.get("to_answer") or [],
        "lost": found.get("lost") or [],
        "organisations": found.get("organisations") or [],
        "organisation_columns": ORGANISATION_COLUMNS,
        "outdated": run.draft.revision != run.revision,
    }
