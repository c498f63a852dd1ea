"""Complete logs as a form or a file gives them: every answer a text; and a world around them held in memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lettings.context import LettingsContext
from lettings.reference.lookup import RentKey, RentLimits, RentRanges
from portal.addresses.postcodes import compact_postcode
from portal.logs.facts import Area, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from sales.context import SalesContext
from sales.reference.lookup import PriceKey, PriceLimits, SaleRanges

_HOUSEHOLD = {
    "joint": "2",
    "startertenancy": "2",
    "tenancy": "4",
    "tenancylength": "5",
    "hhmemb": "4",
    "age1_known": "0",
    "age1": "40",
    "sexrab1": "F",
    "gender_same_as_sex1": "1",
    "ecstat1": "1",
    "details_known_2": "0",
    "relat2": "P",
    "age2_known": "0",
    "age2": "38",
    "sexrab2": "M",
    "gender_same_as_sex2": "1",
    "ecstat2": "1",
    "details_known_3": "0",
    "relat3": "X",
    "age3_known": "0",
    "age3": "17",
    "sexrab3": "F",
    "gender_same_as_sex3": "1",
    "ecstat3": "7",
    "details_known_4": "0",
    "age4_known": "0",
    "age4": "8",
    "sexrab4": "M",
    "gender_same_as_sex4": "1",
    "ethnic_group": "0",
    "ethnic": "1",
    "nationality_all_group": "826",
    "armedforces": "2",
    "preg_occ": "2",
    "housingneeds": "2",
    "illness": "2",
    "layear": "2",
    "waityear": "7",
    "reason": "18",
    "prevten": "3",
    "homeless": "1",
    "ppcodenk": "0",
    "ppostcode_full": "SW1A 1AA",
    "reasonpref": "2",
    "cbl": "0",
    "cap": "0",
    "chr": "1",
    "accessible_register": "0",
    "letting_allocation_unknown": "0",
    "referral_register": "5",
}
LETTING: dict[str, str] = {
    "owning_organisation_id": "1",
    "managing_organisation_id": "1",
    "assigned_to_id": "1",
    "needstype": "1",
    "renewal": "0",
    "startdate": "2026-05-01",
    "rent_type": "0",
    "tenancycode": "T-2026-0001",
    "propcode": "P-77",
    "declaration": "1",
    "first_time_property_let_as_social_housing": "0",
    "unitletas": "1",
    "rsnvac": "5",
    "manual_address_entry_selected": "true",
    "address_line1": "1 High Street",
    "town_or_city": "Manchester",
    "postcode_full": "M1 1AE",
    "unittype_gn": "7",
    "wchair": "2",
    "beds": "3",
    "voiddate": "2026-04-20",
    "majorrepairs": "1",
    "mrcdate": "2026-04-25",
    **_HOUSEHOLD,
    "net_income_known": "0",
    "incfreq": "1",
    "earnings": "550",
    "hb": "1",
    "benefits": "2",
    "period": "1",
    "brent": "95.50",
    "scharge": "10.25",
    "pscharge": "5",
    "supcharg": "0",
    "hbrentshortfall": "1",
    "tshortfall_known": "0",
    "tshortfall": "12.50",
}
SALE: dict[str, str] = {
    "owning_organisation_id": "1",
    "managing_organisation_id": "1",
    "assigned_to_id": "1",
    "saledate": "2026-05-01",
    "purchid": "PC-1",
    "ownershipsch": "1",
    "type": "30",
    "staircase": "2",
    "jointpur": "1",
    "jointmore": "2",
    "noint": "2",
    "privacynotice": "1",
    "manual_address_entry_selected": "true",
    "address_line1": "1 High Street",
    "town_or_city": "Manchester",
    "postcode_full": "M1 1AE",
    "proptype": "1",
    "beds": "2",
    "buildheightclass": "2",
    "builtype": "1",
    "wchair": "2",
    "age1_known": "0",
    "age1": "40",
    "sexrab1": "F",
    "gender_same_as_sex1": "1",
    "ecstat1": "1",
    "ethnic_group": "0",
    "ethnic": "1",
    "nationality_all_group": "826",
    "buy1livein": "1",
    "relat2": "P",
    "age2_known": "0",
    "age2": "41",
    "sexrab2": "M",
    "gender_same_as_sex2": "1",
    "ethnic_group2": "0",
    "ethnicbuy2": "1",
    "nationality_all_buyer2_group": "826",
    "ecstat2": "1",
    "buy2livein": "1",
    "hholdcount": "2",
    "prevten": "3",
    "ppcodenk": "1",
    "previous_la_known": "0",
    "buy2living": "1",
    "hhregres": "7",
    "armedforcesspouse": "5",
    "disabled": "2",
    "wheel": "2",
    "income1nk": "0",
    "income1": "40000",
    "inc1mort": "1",
    "income2nk": "0",
    "income2": "20000",
    "inc2mort": "1",
    "hb": "1",
    "savingsnk": "0",
    "savings": "20000",
    "prevown": "2",
    "prevshared": "2",
    "resale": "2",
    "proplen_asked": "1",
    "hodate": "2026-04-15",
    "value": "250000",
    "equity": "40",
    "mortgageused": "1",
    "mortgage": "80000",
    "mortlen_known": "0",
    "mortlen": "25",
    "deposit": "20000",
    "mrent": "500.00",
    "has_mscharge": "1",
    "mscharge": "100.00",
    "has_management_fee": "0",
}


def _common() -> dict[str, Any]:
    postcodes = {"M1 1AE": "E08000003", "SW1A 1AA": "E09000033"}
    since = date(2009, 4, 1)
    areas = [Area("E08000003", "Manchester", since), Area("E09000033", "Westminster", since)]
    return {
        "today": date(2026, 8, 5),
        "open_dates": OpenDates(date(2026, 4, 1), date(2025, 4, 1), date(2027, 3, 31)),
        "organisations": {1: OrganisationFacts(1, "A", provider_type="PRP")},
        "users": {1: AssigneeFacts(1, 1)},
        "areas": Areas.of(areas),
        "postcode_areas": {compact_postcode(text): code for text, code in postcodes.items()},
    }


def letting_context() -> LettingsContext:
    """The world around LETTING, rent ranges included, so that the rules on rent have something to do."""
    limits = RentLimits(Decimal(80), Decimal(150), Decimal(40), Decimal(300))
    ranges = {RentKey(2026, "E08000003", beds, lettype): limits for beds in range(5) for lettype in range(1, 17)}
    return LettingsContext(**_common(), rent_ranges=RentRanges(ranges))


def sale_context() -> SalesContext:
    """The world around SALE, price ranges included."""
    limits = PriceLimits(Decimal(100_000), Decimal(400_000))
    return SalesContext(
        **_common(), sale_ranges=SaleRanges({PriceKey(2026, "E08000003", beds): limits for beds in range(1, 5)})
    )
