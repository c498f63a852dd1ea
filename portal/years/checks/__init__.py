"""Everything that can be wrong with a questionnaire before it is published, found after each edit."""

from portal.years.checks.all import check
from portal.years.checks.findings import Finding, Level, Readiness, Scene

__all__ = ["Finding", "Level", "Readiness", "Scene", "check"]
