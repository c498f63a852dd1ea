"""The one registry of what sales logs derive; each module of this package declares its own into it."""

from portal.questionnaire.derivations import Derivations

DERIVATIONS = Derivations()
