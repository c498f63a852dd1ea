from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Rows that organisations deliver as files, to be judged, corrected and accepted."""

    name = "portal.logs.uploads"
    label = "uploads"
    verbose_name = "Uploads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Judging and accepting are jobs; what has waited too long is cleared away by the tick."""
        from portal.jobs.due import on_tick
        from portal.jobs.registry import register_job
        from portal.logs.uploads.job import SUBMISSIONS
        from portal.logs.uploads.retention import clear_away
        from portal.scoping import register_scope
        from portal.logs.uploads.models import visible_submissions

        register_job(SUBMISSIONS)
        on_tick(clear_away)
        register_scope("uploads.Submission", visible_submissions)
