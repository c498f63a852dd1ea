"""What waits too long is cleared away: kept rows after 30 days, with a reminder after 7."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.logs.uploads.models import KEPT, Submission, SubmissionRow, SubmissionState

MOST_AT_ONCE = 20


def clear_away(at: datetime) -> None:
    """Delete the rows of submissions that ended, or that nobody has looked after, 30 days ago; the facts stay."""
    ended = Submission.objects.filter(
        cleared_at=None,
        state__in=[SubmissionState.JUDGED, SubmissionState.ACCEPTED, SubmissionState.FAILED],
        finished_at__lt=at - KEPT,
    )
    for pk in list(ended.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        with transaction.atomic():
            submission = Submission.objects.select_for_update().get(pk=pk)
            if submission.is_open or submission.cleared_at is not None:
                continue
            SubmissionRow.objects.filter(submission=submission).delete()
            submission.group_corrections.all().delete()
            submission.error_groups.all().delete()
            submission.cleared_at, submission.header = at, []
            submission.save(update_fields=["cleared_at", "header"])
