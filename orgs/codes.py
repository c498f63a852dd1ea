from django.db import models


class ProviderType(models.IntegerChoices):
    LA = 1, "Local authority"
    PRP = 2, "Private registered provider"


class ProfitStatus(models.IntegerChoices):
    NON_PROFIT = 1, "Non-profit"
    PROFIT = 2, "Profit"
    LOCAL_AUTHORITY = 3, "Local authority"


class RentPeriod(models.IntegerChoices):
    """Codes of the collection, in the order in which people look for them."""

    EVERY_2_WEEKS = 2, "Every 2 weeks"
    EVERY_4_WEEKS = 3, "Every 4 weeks"
    EVERY_MONTH = 4, "Every calendar month"
    WEEKLY_46 = 9, "Weekly for 46 weeks"
    WEEKLY_47 = 8, "Weekly for 47 weeks"
    WEEKLY_48 = 7, "Weekly for 48 weeks"
    WEEKLY_49 = 6, "Weekly for 49 weeks"
    WEEKLY_50 = 5, "Weekly for 50 weeks"
    WEEKLY_51 = 11, "Weekly for 51 weeks"
    WEEKLY_52 = 1, "Weekly for 52 weeks"
    WEEKLY_53 = 10, "Weekly for 53 weeks"


class OrganisationStatus(models.TextChoices):
    DELETED = "deleted", "Deleted"
    MERGED = "merged", "Merged"
    DEACTIVATED = "deactivated", "Deactivated"
    ACTIVE = "active", "Active"
