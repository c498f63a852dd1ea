from django.apps import AppConfig


class SupportedHousingConfig(AppConfig):
    name = "supported_housing"
    verbose_name = "Supported housing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from functools import partial

        from orgs.access import visible_schemes
        from portal.scoping import register_scope
        from portal.tasks import register_blockers
        from supported_housing.tasks import incomplete_schemes

        register_scope("supported_housing.Scheme", visible_schemes)
        register_scope("supported_housing.Location", partial(visible_schemes, prefix="scheme__"))
        register_blockers(incomplete_schemes)
