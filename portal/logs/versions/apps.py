from django.apps import AppConfig


class LogVersionsConfig(AppConfig):
    """Dry runs of drafts over logs, and logs that move to a new version of their questionnaire."""

    name = "portal.logs.versions"
    label = "log_versions"
    verbose_name = "Logs and versions of questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Both are jobs; the tick starts the moves that are due; drafts lead to their dry run, logs to what is new."""
        from orgs.relations import says_who
        from portal.guarded import of_the_department
        from portal.jobs.due import on_tick
        from portal.jobs.registry import register_job
        from portal.logs.tabs import register_notice, register_tab
        from portal.logs.versions.dry_run import DRY_RUNS
        from portal.logs.versions.log_page import NEW_QUESTIONS, what_is_new
        from portal.logs.versions.move import MOVES, move_when_due
        from portal.logs.versions.present import page_of_draft, preview_of_draft
        from portal.years.draft_pages import register_draft_page

        register_job(DRY_RUNS)
        register_job(MOVES)
        on_tick(move_when_due)
        register_tab(NEW_QUESTIONS)
        register_notice(what_is_new)
        register_draft_page("What it means for logs", page_of_draft)
        register_draft_page("Preview", preview_of_draft)
        says_who("log_versions.DryRun.asked_by")
        of_the_department("log_versions.DryRun", "log_versions.VersionMove")
