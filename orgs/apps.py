from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Organisations, and what is done to their people."""

    name = "orgs"
    verbose_name = "Organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orgs import named_relations, signals  # noqa: F401
        from orgs.access import visible_organisations, visible_users
        from orgs.areas.resources import LocalAuthorityLinkResource, LocalAuthorityResource
        from orgs.merges.perform import MERGES
        from orgs.merges.step import register_step
        from orgs.merges.steps import STEPS
        from orgs.organisation_download import register_organisation_files
        from orgs.organisation_files import OrganisationResource
        from orgs.people.download import register_people_files
        from orgs.tasks import agreement_blockers, proposal_blockers, support_tasks
        from portal.guarded import of_the_department
        from portal.imports.kinds import table
        from portal.jobs.registry import register_job
        from portal.scoping import register_scope
        from portal.tasks import register_blockers, register_support_tasks

        register_scope("orgs.Organisation", visible_organisations)
        register_scope("accounts.User", visible_users)
        of_the_department("orgs.DataSharingAgreement", "orgs.LocalAuthority", "orgs.LocalAuthorityLink")
        table(LocalAuthorityResource)
        table(LocalAuthorityLinkResource)
        table(OrganisationResource, of_the_department=False)
        register_job(MERGES)
        register_people_files()
        register_organisation_files()
        register_support_tasks(support_tasks)
        register_blockers(agreement_blockers)
        register_blockers(proposal_blockers)
        named_relations.register()
        for step in STEPS:
            register_step(step)
