from django.apps import AppConfig


class LettingsConfig(AppConfig):
    """Lettings bring their kind of log."""

    name = "lettings"
    verbose_name = "Lettings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from accounts.staff_guard import of_the_department
        from lettings.kind import LETTINGS
        from portal.logs.kinds import register_kind

        register_kind(LETTINGS)
        of_the_department("lettings.RentRange")
