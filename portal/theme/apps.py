"""App configurations of the skin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ThemeConfig(AppConfig):
    """Placed before the admin so that its templates win over the stock ones."""

    name = "portal.theme"
    label = "theme"
    default = True


class CoreAdminConfig(AdminConfig):
    """The admin with our site as the default one, so that third-party admins register on it too."""

    default = False
    default_site = "portal.site.CoreSite"
