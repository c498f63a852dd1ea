from django.apps import AppConfig


class LettingsConfig(AppConfig):
    """Lettings bring their kind of log."""

    name = "lettings"
    verbose_name = "Lettings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from lettings.kind import LETTINGS
        from lettings.uploads.rules import ROW_RULES
        from portal.guarded import of_the_department
        from portal.logs.kinds import register_kind
        from portal.logs.uploads.registry import register

        register_kind(LETTINGS)
        of_the_department("lettings.RentRange")
        register(LETTINGS.log_type, ROW_RULES)
