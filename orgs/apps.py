from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "Organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orgs import signals  # noqa: F401
        from orgs.merges.perform import MERGES
        from portal.jobs.registry import register_job

        register_job(MERGES)
