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
        from portal.guarded import of_the_department
        from portal.jobs.claim import between_chunks
        from portal.jobs.due import on_tick
        from portal.windows import read_with_windows
        from portal.years.announcing import announce_when_due
        from portal.years.live import in_force_expression, look_again, read_in_passing
        from portal.years.printing import print_what_is_offered
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
            "years.AdditionalFile.added_by",
            "years.AdditionalFile.withdrawn_by",
        )
        post_migrate.connect(keep_released, sender=self, dispatch_uid="released questionnaires")
        read_with_windows("versions_in_force", expression=in_force_expression, reader=read_in_passing)
        pre_execute.connect(look_again, dispatch_uid="questionnaires of a job")
        between_chunks(look_again)
        on_tick(announce_when_due)
        on_tick(print_what_is_offered)
        of_the_department("years.Announcement", "years.PrintedForm", "years.AdditionalFile")
