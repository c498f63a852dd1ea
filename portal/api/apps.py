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
        from orgs.api_keys.pages import KeyPage, register_key_page
        from orgs.relations import Event, name_relations
        from portal.api.once import forget
        from portal.api.readings import readings_page
        from portal.api.trials import trials_page
        from portal.jobs.due import on_tick

        for event in (Event.MERGE, Event.DELETE_ORGANISATION):
            name_relations(event, {"api.LogsRead.organisation": "says what was read at that time"})
        register_model_rule("api.LogsRead", view=internal, add=nobody, change=nobody, delete=nobody)
        register_key_page(KeyPage("What it has read", "readings", readings_page))
        register_key_page(KeyPage("Sandbox", "trials", trials_page, is_about=lambda key: key.is_test))
        on_tick(forget)
