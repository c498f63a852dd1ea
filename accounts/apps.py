from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import signals, staff_sessions  # noqa: F401
        from accounts.mail.deliver import send_due
        from accounts.staff_guard import of_the_department
        from portal.jobs.due import on_tick

        on_tick(send_due)
        of_the_department(
            "accounts.StaffSession",
            "accounts.StaffAction",
            "accounts.Notification",
            "accounts.NotificationDismissal",
            "portal.CollectionWindow",
            "portal.DownloadRecord",
            "portal.ChangeMark",
        )
