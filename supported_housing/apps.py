from functools import partial

from django.apps import AppConfig


class SupportedHousingConfig(AppConfig):
    """Schemes and locations."""

    name = "supported_housing"
    verbose_name = "Supported housing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orgs.access import visible_schemes
        from orgs.deletion import discard_with_organisations
        from orgs.merges.step import register_step
        from portal.scoping import register_scope
        from portal.tasks import register_blockers
        from supported_housing.corrections.imports import register_corrections
        from supported_housing.deletion import discard_schemes_of
        from supported_housing.files import register_scheme_files
        from supported_housing.merging import SchemesStep
        from supported_housing.tasks import incomplete_schemes

        register_scope("supported_housing.Scheme", visible_schemes)
        register_scope("supported_housing.Location", partial(visible_schemes, prefix="scheme__"))
        register_blockers(incomplete_schemes)
        register_scheme_files()
        register_corrections()
        register_step(SchemesStep)
        discard_with_organisations(discard_schemes_of, relations=["supported_housing.Scheme.owning_organisation"])
