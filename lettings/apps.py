from django.apps import AppConfig


class LettingsConfig(AppConfig):
    name = "lettings"
    verbose_name = "Lettings"
    default_auto_field = "django.db.models.BigAutoField"
