"""THE door: who may see or do what. Nothing else decides it; every list, page, job and file asks here."""

from orgs.access.doors import get_visible_or_404, require
from orgs.access.grants import Grants, grants_of
from orgs.access.models import register_model_rule
from orgs.access.policies import assignable_roles, can
from orgs.access.scopes import (
    choosable_organisations,
    visible_logs,
    visible_organisations,
    visible_schemes,
    visible_users,
)

__all__ = [
    "Grants",
    "assignable_roles",
    "can",
    "choosable_organisations",
    "get_visible_or_404",
    "grants_of",
    "register_model_rule",
    "require",
    "visible_logs",
    "visible_organisations",
    "visible_schemes",
    "visible_users",
]
