"""Pages of uploads."""

from portal.logs.uploads.admin.submission import SubmissionAdmin

__all__ = ["SubmissionAdmin"]
