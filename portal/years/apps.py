from django.apps import AppConfig
from django.db.models.signals import post_migrate


class YearsConfig(AppConfig):
    """Collection years: versions of questionnaires and what is made from them."""

    name = "portal.years"
    label = "years"
    verbose_name = "Collection years"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Questionnaires of the release become versions with the migration; every piece of work looks for new ones."""
        from django_q.signals import pre_execute

        from portal.years.live import look_again
        from portal.years.release import keep_released

        post_migrate.connect(keep_released, sender=self, dispatch_uid="released questionnaires")
        pre_execute.connect(look_again, dispatch_uid="questionnaires of a job")
