"""Elements of a letting. Lower-case; `providertype` closes every record."""

from __future__ import annotations

from export_cds.fields.element import Element, Kind, Present

TO_2024 = frozenset({2023, 2024})
TO_2025 = frozenset({2023, 2024, 2025})
FROM_2024 = frozenset({2024, 2025, 2026})
ONLY_2023 = frozenset({2023})
ONLY_2024 = frozenset({2024})
FROM_2026 = frozenset({2026})


def _raw(names: str, years: frozenset[int] | None = None) -> list[Element]:
    """Answers exported as stored under their own names."""
    return [Element(name, name, years=years) for name in names.split()]


def _decimal(names: str, years: frozenset[int] | None = None) -> list[Element]:
    return [Element(name, name, Kind.DECIMAL, years) for name in names.split()]


def _date(name: str) -> Element:
    return Element(name, name, Kind.DATE)


def _characteristics(person: int) -> list[Element]:
    """Sex as the year asked for it: one question to 2025, three from 2026."""
    return [
        *_raw(f"sex{person}", TO_2025),
        *_raw(f"sexrab{person} gender_same_as_sex{person} gender_description{person}", FROM_2026),
    ]


def _other_person(person: int) -> list[Element]:
    return [*_raw(f"age{person}"), *_characteristics(person), *_raw(f"ecstat{person}")]


def _fact(name: str, source: str, present: Present = Present.ALWAYS, kind: Kind = Kind.RAW) -> Element:
    return Element(name, source, kind, None, present)


HOUSEHOLD = [
    _fact("status", "log.status"),
    *_raw("tenancycode age1"),
    *_characteristics(1),
    *_raw("ethnic"),
    *_raw("national", ONLY_2023),
    *_raw("prevten ecstat1 hhmemb"),
    *(element for person in range(2, 9) for element in _other_person(person)),
]

TENANCY_AND_PROPERTY = [
    *_raw("homeless underoccupation_benefitcap leftreg reservist illness preg_occ"),
    *_raw("startertenancy tenancylength tenancy ppostcode_full rsnvac"),
    Element("unittype_gn", "unittype_gn", present=Present.GENERAL_NEEDS),
    *_raw("beds"),
    *_raw("offered", ONLY_2023),
    *_raw("wchair earnings incfreq benefits period layear waityear postcode_full reasonpref cbl chr cap"),
    *_raw("reasonother housingneeds_a housingneeds_b housingneeds_c housingneeds_f housingneeds_g housingneeds_h"),
    *_raw("illness_type_1 illness_type_2 illness_type_3 illness_type_4 illness_type_8 illness_type_5"),
    *_raw("illness_type_6 illness_type_7 illness_type_9 illness_type_10"),
    *_raw("rp_homeless rp_insan_unsat rp_medwel rp_hardship rp_dontknow tenancyother"),
    *_raw("net_income_value_check", FROM_2024),
    *_raw("irproduct_other reason propcode la prevloc hb hbrentshortfall"),
    _date("mrcdate"),
    *_raw("incref"),
    _date("startdate"),
    *_raw("armedforces unitletas"),
    *_raw("builtype", TO_2025),
    _date("voiddate"),
    *_raw("renttype needstype lettype totchild totelder totadult nocharge"),
    *_raw("referral", TO_2025),
    *_raw("referral_register referral_noms referral_org", FROM_2026),
]

CHARGES_AND_CHECKS = [
    *_decimal("brent scharge pscharge supcharg tcharge tshortfall"),
    *_decimal("chcharge", TO_2024),
    *_raw("ppcodenk has_benefits renewal"),
    *_decimal("wrent wscharge wpschrge wsupchrg wtcharge wtshortfall"),
    *_raw("refused housingneeds"),
    *_decimal("wchchrg"),
    *_raw("newprop relat2 relat3 relat4 relat5 relat6 relat7 relat8"),
    *_raw("rent_value_check", FROM_2024),
    *_raw("lar irproduct joint sheltered hhtype new_old vacdays"),
    Element("bulk_upload_id", "log.bulk_upload_id", years=FROM_2024),
    *_raw("uprn uprn_known uprn_confirmed address_line1 address_line2 town_or_city county"),
    *_raw("carehome_charges_value_check", ONLY_2024),
    _fact("discarded_at", "log.discarded_at", kind=Kind.DATETIME),
    _fact("creation_method", "log.creation_method"),
    *_raw("supcharg_value_check scharge_value_check pscharge_value_check", FROM_2024),
    _fact("duplicate_set_id", "log.duplicate_set_id"),
    *_raw("accessible_register nationality_all", FROM_2024),
    *_raw("address_line1_as_entered address_line2_as_entered town_or_city_as_entered", FROM_2024),
    *_raw("county_as_entered postcode_full_as_entered la_as_entered", FROM_2024),
]

ORIGIN = [
    _fact("formid", "log.form_id"),
    _fact("owningorgid", "owner.visible_id", Present.OWNER),
    _fact("owningorgname", "owner.name", Present.OWNER),
    _fact("hcnum", "owner.registration_no", Present.OWNER),
    _fact("maningorgid", "manager.visible_id", Present.MANAGER),
    _fact("maningorgname", "manager.name", Present.MANAGER),
    _fact("manhcnum", "manager.registration_no", Present.MANAGER),
    _fact("createddate", "log.created_at", kind=Kind.DATETIME),
    _fact("uploaddate", "log.updated_at", kind=Kind.DATETIME),
    _fact("log_id", "log.id"),
    _fact("assigned_to", "assigned_to.email"),
    _fact("created_by", "created_by.email"),
    _fact("amended_by", "amended_by.email"),
]

SUPPORTED_HOUSING = [
    _fact("unittype_sh", "location.type_of_unit", Present.SUPPORTED),
    _fact("confidential", "scheme.sensitive", Present.SCHEME),
    _fact("cligrp1", "scheme.primary_client_group", Present.SCHEME),
    _fact("cligrp2", "scheme.secondary_client_group", Present.SCHEME),
    _fact("intstay", "scheme.intended_stay", Present.SCHEME),
    _fact("mantype", "scheme.arrangement_type", Present.SCHEME),
    _fact("reghome", "scheme.registered_under_care_act", Present.SCHEME),
    _fact("schtype", "scheme.scheme_type", Present.SCHEME),
    _fact("support", "scheme.support_type", Present.SCHEME),
    _fact("units_scheme", "scheme.units", Present.SCHEME),
    _fact("scheme", "scheme.id", Present.SCHEME),
    _fact("scheme_status", "scheme.status", Present.SCHEME),
    _fact("mobstand", "location.mobility_type", Present.LOCATION),
    # The department's name for it says scheme; it has always carried the location's former code.
    _fact("scheme_old", "location.old_visible_id", Present.LOCATION),
    _fact("units", "location.units", Present.LOCATION),
    _fact("location_code", "location.id", Present.LOCATION),
    _fact("location_status", "location.status", Present.LOCATION),
]

CLOSING = [
    _fact("renttype_detail", "log.renttype_detail", Present.RENT_TYPE),
    _fact("providertype", "owner.provider_type"),
]

BEFORE_ADDED: tuple[Element, ...] = (
    *HOUSEHOLD,
    *TENANCY_AND_PROPERTY,
    *CHARGES_AND_CHECKS,
    *ORIGIN,
    *SUPPORTED_HOUSING,
)
ELEMENTS: tuple[Element, ...] = (*BEFORE_ADDED, *CLOSING)
