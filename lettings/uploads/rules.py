"""What files of lettings need, put together."""

from __future__ import annotations

from lettings.preload import rent_ranges
from lettings.uploads.checks import ALLOCATIONS, CHARGES, CHECKS, NAMING, NEEDS, OTHERS
from lettings.uploads.offered import SchemesAndLocations
from portal.logs.facts import Areas
from portal.logs.uploads.rows.registry import RowRules
from supported_housing.external_ids import ExternalIds

ROW_RULES = RowRules(
    checks=CHECKS,
    naming=NAMING,
    persons=tuple(OTHERS),
    identified_by=("tenancycode", "propcode", "startdate"),
    schemes=ExternalIds.of_owners,
    offered=SchemesAndLocations,
    expected=lambda area: {"rent_ranges": rent_ranges([{"la": area}], (), (), Areas.of([]))},
    elsewhere={
        "lettype": ("rent_type",),
        "postcode_known": ("la", "postcode_full"),
        "postcode_full": ("la", "postcode_full"),
        "letting_allocation": ALLOCATIONS,
        "tcharge": CHARGES,
        "uprn_selection": ("address_line1",),
        "housingneeds": NEEDS,
        "referral_register": ("referral_register",),
    },
    nowhere=frozenset(
        {
            "uprn_known",
            "uprn_confirmed",
            "first_time_property_let_as_social_housing",
            "housingneeds_type",
            "housingneeds_other",
            "letting_allocation_unknown",
            "tshortfall_known",
            *(f"details_known_{n}" for n in OTHERS),
        }
    ),
)
