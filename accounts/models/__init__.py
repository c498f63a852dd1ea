from accounts.models.user import LegacyUser, User

__all__ = ["LegacyUser", "User"]
