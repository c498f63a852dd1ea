"""Files and batches that organisations delivered, and how many had errors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from portal.logs.uploads.models import Submission, SubmissionState
from portal.logs.uploads.rows.verdict import Result
from portal.statistics.count import landlord_types
from portal.statistics.read import Figures, per_cent
from portal.statistics.tables import Table, Topic
from portal.theme.charts import Chart, Series

WITH_ERRORS, WITHOUT, UNREAD, CANCELLED = "with errors", "without errors", "not checked", "cancelled"
WITH_PROBLEMS = (Result.WRONG, Result.INCOMPLETE)
WORDS = {
    WITHOUT: "All rows without errors",
    WITH_ERRORS: "Some rows with errors",
    CANCELLED: "Cancelled by the sender",
    UNREAD: "Could not be checked, or waits for it",
}


def tables(figures: Figures) -> list[Table]:
    """Uploads by what came of them; those of parts or areas are not told apart, because a file holds many."""
    column = figures.block_of(_by_member(figures), WORDS)
    rows = [[WORDS[row], str(column.cells[row]), per_cent(column.cells[row], column.total)] for row in WORDS]
    return [
        Table(
            title="Uploads by what came of them",
            means="Files and batches of the API with logs of this kind and year, by what was found in them when they"
            " were last checked.",
            columns=["Upload", "Number", "Share"],
            rows=[*rows, ["All", str(column.total), ""]],
            bars=Chart(
                "Uploads by what came of them",
                "Upload",
                list(WORDS.values()),
                [Series("Uploads", [column.cells[row].value or 0 for row in WORDS])],
                marks=[str(column.cells[row]) for row in WORDS],
            ),
        )
    ]


def _by_member(figures: Figures) -> dict[str, dict[str, int]]:
    """Counts by organisation, or by kind of landlord."""
    selection = figures.selection
    found = Submission.objects.filter(is_test=False, log_type=selection.kind.log_type, year=selection.year)
    sent = list(found.values_list("organisation_id", "state", "counts"))
    landlords = landlord_types({organisation for organisation, _, _ in sent})
    members: dict[str, Counter[str]] = defaultdict(Counter)
    for organisation, state, counts in sent:
        member = landlords.get(organisation, "") if selection.breakdown == "landlord" else str(organisation)
        members[member][_came_to(state, counts)] += 1
    return {member: {row: counted[row] for row in WORDS} for member, counted in members.items()}


def _came_to(state: str, counts: Mapping[str, int]) -> str:
    if state == SubmissionState.CANCELLED:
        return CANCELLED
    if state in (SubmissionState.RECEIVED, SubmissionState.JUDGING, SubmissionState.FAILED):
        return UNREAD
    return WITH_ERRORS if any(counts.get(result, 0) for result in WITH_PROBLEMS) else WITHOUT


UPLOADS = Topic(
    "uploads",
    "Uploads",
    "How many files were delivered with errors.",
    tables,
    without=("part", "area"),
)
