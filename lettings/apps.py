from django.apps import AppConfig


class LettingsConfig(AppConfig):
    """Lettings bring their kind of log."""

    name = "lettings"
    verbose_name = "Lettings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from lettings.kind import LETTINGS
        from lettings.merging import LettingsLogsStep
        from lettings.models import LettingsLog
        from lettings.reference.models import ranges_there
        from lettings.reference.resources import RentRangeResource
        from lettings.references import LOCATIONS, SCHEMES
        from lettings.rent_periods import used_rent_periods
        from lettings.schemes import LogsOfSchemes
        from lettings.uploads.rules import ROW_RULES
        from orgs.details import register_rent_period_use
        from orgs.merges.step import register_step
        from portal.downloads.models import DownloadKind
        from portal.guarded import of_the_department
        from portal.imports.kinds import table
        from portal.logs.downloads.files import register_log_files
        from portal.logs.kinds import register_kind
        from portal.logs.organisations import register_logs
        from portal.logs.references import register_reference
        from portal.logs.uploads.rows.registry import register
        from portal.years.ready import register_ranges
        from supported_housing.dependents import register_dependents

        register_kind(LETTINGS)
        register_log_files(LETTINGS, DownloadKind.LETTINGS_LOGS)
        of_the_department("lettings.RentRange")
        table(RentRangeResource)
        register_reference("schemes", SCHEMES)
        register_reference("locations", LOCATIONS)
        register_logs(LettingsLog)
        register_step(LettingsLogsStep)
        register_rent_period_use(used_rent_periods)
        register_dependents(LogsOfSchemes())
        register_ranges(LETTINGS.log_type, ranges_there)
        register(LETTINGS.log_type, ROW_RULES)
