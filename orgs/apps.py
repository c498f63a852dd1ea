from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "Organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.staff_guard import of_the_department
        from orgs import signals  # noqa: F401
        from orgs.access import visible_organisations, visible_users
        from orgs.merges.perform import give_up_lost
        from portal.jobs.due import on_tick
        from portal.scoping import register_scope

        register_scope("orgs.Organisation", visible_organisations)
        register_scope("accounts.User", visible_users)
        on_tick(give_up_lost)
        of_the_department("orgs.DataSharingAgreement", "orgs.LocalAuthority", "orgs.LocalAuthorityLink")
