"""App configuration of the skin."""

from django.apps import AppConfig


class ThemeConfig(AppConfig):
    """Placed before `django.contrib.admin` so that its templates win over the stock ones."""

    name = "portal.theme"
    label = "theme"
    default = True
