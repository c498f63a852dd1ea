from orgs.admin import agreements, grants, merges, organisation
from orgs.areas import admin as areas
from orgs.people import admin as people

__all__ = ["agreements", "areas", "grants", "merges", "organisation", "people"]
