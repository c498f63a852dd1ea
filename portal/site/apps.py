"""The admin app with our site as its default one."""

from django.contrib.admin.apps import AdminConfig


class CoreAdminConfig(AdminConfig):
    """Third-party admins register on our site too, and no room has to import it: `@admin.register(Model)` is enough."""

    default = False
    default_site = "portal.site.admin_site.CoreSite"
