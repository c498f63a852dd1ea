from django.db import models


class Role(models.IntegerChoices):
    """What a person does here; someone without a role is a data protection officer only."""

    DATA_PROVIDER = 1, "Data provider"
    DATA_COORDINATOR = 2, "Data coordinator"
    STATISTICIAN = 90, "Statistician"
    SUPPORT = 99, "Customer support"


PRIVILEGED_ROLES = (Role.STATISTICIAN, Role.SUPPORT)
"""Roles that see every organisation's data; they exist only inside the department's own organisation."""
