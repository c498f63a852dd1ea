from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    """Snapshots for statisticians, on demand and once a week."""

    name = "portal.logs.snapshots"
    label = "snapshots"
    verbose_name = "Snapshots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Taking one is a job; the tick asks for those that are due."""
        from orgs.access import register_model_rule
        from orgs.access.models import internal, nobody
        from portal.guarded import of_the_department
        from portal.jobs.due import on_tick
        from portal.jobs.registry import register_job
        from portal.logs.snapshots.job import SNAPSHOTS
        from portal.logs.snapshots.schedule import weekly

        register_model_rule("snapshots.Snapshot", view=internal, add=internal, change=nobody, delete=nobody)
        register_job(SNAPSHOTS)
        on_tick(weekly)
        of_the_department("snapshots.Snapshot")
