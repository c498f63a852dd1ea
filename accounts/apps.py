from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import signals, staff_sessions  # noqa: F401
        from accounts.housekeeping import prune
        from accounts.mail.deliver import send_due
        from accounts.mail.files import tell_file_ready
        from accounts.tasks import failed_emails
        from portal.files.registry import tell_with
        from portal.guarded import of_the_department
        from portal.jobs.due import on_tick
        from portal.jobs.housekeeping import register_housekeeping
        from portal.tasks import register_support_tasks

        on_tick(send_due)
        tell_with(tell_file_ready)
        of_the_department(
            "accounts.StaffSession",
            "accounts.StaffAction",
            "accounts.Notification",
            "accounts.NotificationDismissal",
        )
        register_housekeeping(prune)
        register_support_tasks(failed_emails)
