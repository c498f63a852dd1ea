from accounts.admin import mail, notifications, staff

__all__ = ["mail", "notifications", "staff"]
