"""How far a log is, with the codes that the department receives."""

from django.db import models

from portal.questionnaire.evaluation import Status


class LogStatus(models.IntegerChoices):
    """Stored codes (lettings_rules.md 5.1)."""

    NOT_STARTED = 0, "Not started"
    IN_PROGRESS = 1, "In progress"
    COMPLETED = 2, "Completed"
    PENDING = 3, "Waiting for approval"
    DELETED = 4, "Deleted"


VISIBLE = (LogStatus.NOT_STARTED, LogStatus.IN_PROGRESS, LogStatus.COMPLETED)
UNFINISHED = (LogStatus.NOT_STARTED, LogStatus.IN_PROGRESS)
EXPORTABLE = (*VISIBLE, LogStatus.DELETED)

CODE_OF = {
    Status.NOT_STARTED: LogStatus.NOT_STARTED,
    Status.IN_PROGRESS: LogStatus.IN_PROGRESS,
    Status.COMPLETED: LogStatus.COMPLETED,
}


class CreationMethod(models.IntegerChoices):
    """How a log came into the portal."""

    SINGLE = 1, "Single log"
    BULK_UPLOAD = 2, "Bulk upload"


TRIAL = 3
"""How logs came in that are tried out through the API; not a choice, because no page, file or export ever has one."""
