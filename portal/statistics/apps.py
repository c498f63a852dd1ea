from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Figures and pictures for statisticians, and for an organisation about itself."""

    name = "portal.statistics"
    label = "statistics"
    verbose_name = "Statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The write door tells what it refused; the tick counts what has changed since."""
        from portal.guarded import of_the_department
        from portal.jobs.due import on_tick
        from portal.jobs.housekeeping import register_housekeeping
        from portal.logs.record import on_refused
        from portal.statistics.count import count_when_due, forget_old_days
        from portal.statistics.events import note_errors

        on_refused(note_errors)
        on_tick(count_when_due)
        register_housekeeping(forget_old_days)
        of_the_department(*(f"statistics.{model.__name__}" for model in self.get_models()))
