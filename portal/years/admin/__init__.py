"""Pages of collection years: versions, drafts, and the files that landlords take."""

from portal.years.admin.drafts import DraftAdmin
from portal.years.admin.versions import QuestionnaireVersionAdmin

__all__ = ["DraftAdmin", "QuestionnaireVersionAdmin"]
