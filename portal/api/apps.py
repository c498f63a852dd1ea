from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The JSON API."""

    name = "portal.api"
    label = "api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What organisations read stays when they merge or end; answers given are forgotten after a while."""
        from orgs.access import register_model_rule
        from orgs.access.models import internal, nobody
        from orgs.relations import Event, name_relations
        from portal.api.once import forget
        from portal.jobs.due import on_tick

        for event in (Event.MERGE, Event.DELETE_ORGANISATION):
            name_relations(event, {"api.LogsRead.organisation": "says what was read at that time"})
        register_model_rule("api.LogsRead", view=internal, add=nobody, change=nobody, delete=nobody)
        on_tick(forget)
