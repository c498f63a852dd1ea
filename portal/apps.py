from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What every room shares."""

    name = "portal"
    verbose_name = "Portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import checks  # noqa: F401
