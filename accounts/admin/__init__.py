from accounts.admin import mail, notifications, staff, user

__all__ = ["mail", "notifications", "staff", "user"]
