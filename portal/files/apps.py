from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that people ask for: small ones at once, large ones made by a worker and kept for two days."""

    name = "portal.files"
    label = "files"
    verbose_name = "Files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Making a file is a job; what has expired is thrown away by the tick."""
        from portal.files.job import PREPARED_FILES
        from portal.files.models import visible_files
        from portal.files.retention import sweep_expired
        from portal.guarded import of_the_department
        from portal.jobs.due import on_tick
        from portal.jobs.registry import register_job
        from portal.scoping import register_scope

        register_job(PREPARED_FILES)
        register_scope("files.PreparedFile", visible_files)
        on_tick(sweep_expired)
        of_the_department("files.PreparedFile", "files.Fetch")
