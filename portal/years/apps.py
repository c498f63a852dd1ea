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

        from orgs.relations import says_who
        from portal.years.live import look_again
        from portal.years.release import keep_released

        says_who(
            "years.QuestionnaireVersion.author",
            "years.QuestionnaireVersion.approver",
            "years.CalledOff.by",
            "years.Draft.created_by",
            "years.Draft.submitted_by",
            "years.DraftEdit.by",
            "years.DraftEdit.undone_by",
            "years.WarningReason.by",
            "years.DifferenceRead.by",
        )
        post_migrate.connect(keep_released, sender=self, dispatch_uid="released questionnaires")
        pre_execute.connect(look_again, dispatch_uid="questionnaires of a job")
