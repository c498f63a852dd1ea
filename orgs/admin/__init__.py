from orgs.admin import agreements, grants, merges, organisation
from orgs.areas import admin as areas

__all__ = ["agreements", "areas", "grants", "merges", "organisation"]
