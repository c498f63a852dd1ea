from django.apps import AppConfig


class LettingsConfig(AppConfig):
    """Lettings bring their kind of log."""

    name = "lettings"
    verbose_name = "Lettings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from lettings.kind import LETTINGS
        from lettings.reference.models import ranges_there
        from lettings.uploads.rules import ROW_RULES
        from portal.logs.kinds import register_kind
        from portal.logs.uploads.registry import register
        from portal.years.ready import register_ranges

        register_kind(LETTINGS)
        register_ranges(LETTINGS.log_type, ranges_there)
        register(LETTINGS.log_type, ROW_RULES)
