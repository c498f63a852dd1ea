from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import signals, staff_sessions  # noqa: F401
        from accounts.mail.deliver import send_due
        from portal.jobs.due import on_tick

        on_tick(send_due)
