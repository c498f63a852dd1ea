from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Rows that organisations deliver as files, to be judged, corrected and accepted."""

    name = "portal.logs.uploads"
    label = "uploads"
    verbose_name = "Uploads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Judging and accepting are jobs; what has waited too long is cleared away by the tick."""
        from orgs.access import register_model_rule
        from orgs.access.models import nobody, writers
        from orgs.merges.step import register_step
        from orgs.relations import Event, name_relations, says_who
        from portal.jobs.due import on_tick
        from portal.jobs.registry import register_job
        from portal.logs.uploads.job import SUBMISSIONS
        from portal.logs.uploads.merging import UploadsStep
        from portal.logs.uploads.models import visible_submissions
        from portal.logs.uploads.out.sample import SAMPLE
        from portal.logs.uploads.retention import clear_away
        from portal.logs.uploads.sandbox import forget_old_trial_logs
        from portal.logs.uploads.telling import remind
        from portal.scoping import register_scope
        from portal.years.resources.made import register as offer

        register_job(SUBMISSIONS)
        says_who(
            "uploads.Submission.created_by",
            "uploads.Submission.accepted_by",
            "uploads.Submission.taken_over_by",
            "uploads.GroupCorrection.made_by",
        )
        register_step(UploadsStep)
        name_relations(Event.DELETE_ORGANISATION, {"uploads.Submission.organisation": "says who delivered the rows"})
        of_its_system = dict.fromkeys(
            ("uploads.ExternalReference.organisation", "uploads.HeaderMapping.organisation"),
            "names and headers of the system that the organisation had",
        )
        for event in (Event.MERGE, Event.DELETE_ORGANISATION):
            name_relations(event, of_its_system)
        register_model_rule("uploads.Submission", view=writers, add=writers, change=nobody, delete=nobody)
        offer(SAMPLE, after="bulk_upload_template_csv")
        on_tick(clear_away)
        on_tick(remind)
        on_tick(forget_old_trial_logs)
        register_scope("uploads.Submission", visible_submissions)
