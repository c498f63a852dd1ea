from django.apps import AppConfig


class ExportCdsConfig(AppConfig):
    """The nightly hand-over of everything collected to the department's data store."""

    name = "export_cds"
    verbose_name = "Export to the department"

    def ready(self) -> None:
        from export_cds import jobs  # noqa: F401
        from export_cds.admin.document import DOCUMENT
        from export_cds.sample import SAMPLE_XML
        from orgs.access import register_model_rule
        from orgs.access.models import internal, nobody, support
        from orgs.relations import says_who
        from portal.guarded import of_the_department
        from portal.logs.tabs import register_tab
        from portal.years.resources.made import register as offer

        register_model_rule("export_cds.ExportRun", view=internal, add=support, change=nobody, delete=nobody)
        register_tab(DOCUMENT)
        offer(SAMPLE_XML)
        says_who("export_cds.ExportRun.requested_by")
        of_the_department("export_cds.ExportRun", "export_cds.Export", "export_cds.SentMarks")
