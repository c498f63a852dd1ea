from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files that change tables; what they are and how they are read, the rooms register."""

    name = "portal.imports"
    label = "imports"
    verbose_name = "Imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Checking and importing are jobs. The table is guarded: see `portal.imports.admin`."""
        from portal.imports.job import FILE_IMPORTS
        from portal.imports.models import visible_imports
        from portal.jobs.registry import register_job
        from portal.scoping import register_scope

        register_job(FILE_IMPORTS)
        register_scope("imports.FileImport", visible_imports)
