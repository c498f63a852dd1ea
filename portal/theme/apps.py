"""App configuration of the skin."""

from django.apps import AppConfig


class ThemeConfig(AppConfig):
    """Placed before the admin so that its templates win over the stock ones."""

    name = "portal.theme"
    label = "theme"
    default = True
