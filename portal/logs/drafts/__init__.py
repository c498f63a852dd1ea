"""Drafts: what one person is doing to one part of one log, from what was sent to what is kept."""

from portal.logs.drafts.draft import Draft
from portal.logs.drafts.reading import NotWhole
from portal.logs.drafts.saving import Saved, save

__all__ = ["Draft", "NotWhole", "Saved", "save"]
