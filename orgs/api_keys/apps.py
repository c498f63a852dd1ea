from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    """Keys of the API and their administration."""

    name = "orgs.api_keys"
    label = "api_keys"
    verbose_name = "API keys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keys stay with the organisation they were issued for, whatever becomes of it, and are dead then."""
        from orgs.access import register_model_rule
        from orgs.access.models import coordinators, nobody
        from orgs.api_keys.models import visible_keys
        from orgs.api_keys.reminders import remind
        from orgs.relations import Event, name_relations, says_who
        from portal.jobs.due import on_tick
        from portal.scoping import register_scope

        says_who("api_keys.ApiKey.created_by", "api_keys.ApiKey.revoked_by", "api_keys.ApiKey.user")
        for event in (Event.MERGE, Event.DELETE_ORGANISATION):
            name_relations(event, {"api_keys.ApiKey.organisation": "no key works for it any more"})
        register_model_rule(
            "api_keys.ApiKey",
            view=coordinators,
            add=coordinators,
            rotate=coordinators,
            revoke=coordinators,
            change=nobody,
            delete=nobody,
        )
        register_scope("api_keys.ApiKey", visible_keys)
        on_tick(remind)
