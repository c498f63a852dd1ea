"""The one registry of the sales rules; each module of this package declares its own into it."""

from portal.questionnaire.rules import Registry

RULES = Registry()
