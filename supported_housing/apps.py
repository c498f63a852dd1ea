from django.apps import AppConfig


class SupportedHousingConfig(AppConfig):
    name = "supported_housing"
    verbose_name = "Supported housing"
    default_auto_field = "django.db.models.BigAutoField"
