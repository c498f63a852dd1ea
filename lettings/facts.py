"""What a lettings log needs to know of the world beyond what any log does: rents, schemes, locations."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from portal.logs.facts import Address, Area, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from supported_housing.facts import LocationFacts, SchemeFacts

__all__ = [
    "Address",
    "Area",
    "Areas",
    "AssigneeFacts",
    "LocationFacts",
    "OpenDates",
    "OrganisationFacts",
    "RentRange",
    "SchemeFacts",
]


class RentRange(NamedTuple):
    """The usual (soft) and possible (hard) weekly rent of one area, size and type of letting, in pounds."""

    soft_min: Decimal
    soft_max: Decimal
    hard_min: Decimal
    hard_max: Decimal
