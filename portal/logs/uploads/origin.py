"""Where a log came from: the upload that created it and the row of its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.logs.uploads.models import Submission, SubmissionRow

if TYPE_CHECKING:
    from accounts.models import User
    from portal.logs.models import Log


@dataclass(frozen=True)
class Origin:
    """The upload, the number of the row as a spreadsheet shows it, and the page for those who may see it."""

    file: str
    row: int | None
    page: str


def origin_of(log: Log, user: User) -> Origin | None:
    """None where the log came by another way; without the row when its rows have been deleted."""
    if not log.bulk_upload_id:
        return None
    submission = Submission.objects.filter(pk=log.bulk_upload_id, log_type=log.kind.log_type).first()
    if submission is None:
        return None
    rows = SubmissionRow.objects.filter(submission=submission, log_id=log.pk, created_log=True)
    seen = Submission.objects.visible_to(user).filter(pk=submission.pk).exists()
    page = reverse("admin:uploads_submission_change", args=[submission.pk]) if seen else ""
    return Origin(str(submission), rows.values_list("number", flat=True).first(), page)
