from orgs.admin import agreements, grants, merges, organisation

__all__ = ["agreements", "grants", "merges", "organisation"]
