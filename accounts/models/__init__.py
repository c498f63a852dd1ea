from accounts.models.links import AccountLink
from accounts.models.mail import SentEmail
from accounts.models.notifications import Notification, NotificationDismissal
from accounts.models.staff import StaffAction, StaffSession
from accounts.models.user import LegacyUser, User

__all__ = [
    "AccountLink",
    "LegacyUser",
    "Notification",
    "NotificationDismissal",
    "SentEmail",
    "StaffAction",
    "StaffSession",
    "User",
]
