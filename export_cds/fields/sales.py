"""Elements of a sale. Upper-case, and every one of the year's list is always there."""

from __future__ import annotations

from export_cds.fields.element import Element, Kind

TO_2025 = frozenset({2024, 2025})
FROM_2026 = frozenset({2026})


def _raw(names: str, years: frozenset[int] | None = None) -> list[Element]:
    """Answers exported as stored under their own names."""
    return [Element(name, name.lower(), years=years) for name in names.split()]


def _decimal(names: str) -> list[Element]:
    return [Element(name, name.lower(), Kind.DECIMAL) for name in names.split()]


def _named(*pairs: tuple[str, str]) -> list[Element]:
    """Values that the department knows under another name."""
    return [Element(name, source) for name, source in pairs]


def _date_parts(prefix: str, source: str) -> list[Element]:
    return [
        Element(f"{prefix}DAY", source, Kind.DAY),
        Element(f"{prefix}MONTH", source, Kind.MONTH),
        Element(f"{prefix}YEAR", source, Kind.YEAR),
    ]


def _gender(person: int) -> list[Element]:
    return _raw(f"GENDER_SAME_AS_SEX{person} GENDER_DESCRIPTION{person}", FROM_2026)


BUYERS_AND_PROPERTY = [
    *_named(("ID", "log.id"), ("STATUS", "log.status")),
    *_raw("PURCHID TYPE JOINTMORE BEDS AGE1"),
    *_raw("SEX1", TO_2025),
    *_raw("SEXRAB1", FROM_2026),
    *_raw("ETHNIC BUILTYPE PROPTYPE AGE2 RELAT2"),
    *_raw("SEX2", TO_2025),
    *_raw("SEXRAB2", FROM_2026),
    *_raw("NOINT ECSTAT2 PRIVACYNOTICE ECSTAT1 WHEEL HHOLDCOUNT AGE3 LA INCOME1 AGE4 AGE5 AGE6"),
    *_raw("INC1MORT INCOME2 SAVINGSNK SAVINGS PREVOWN"),
    *_raw("SEX3", TO_2025),
    *_raw("SEXRAB3", FROM_2026),
    *_decimal("MORTGAGE"),
    *_raw("INC2MORT ECSTAT3 ECSTAT4 ECSTAT5 ECSTAT6 RELAT3 RELAT4 RELAT5 RELAT6 HB"),
    *_raw("SEX4 SEX5 SEX6", TO_2025),
    *_raw("SEXRAB4 SEXRAB5 SEXRAB6", FROM_2026),
]

SALE = [
    *_raw("FROMBEDS STAIRCASE"),
    *_decimal("STAIRBOUGHT STAIROWNED MRENT"),
    *_raw("RESALE"),
    *_decimal("DEPOSIT CASHDIS"),
    *_raw("DISABLED"),
    *_decimal("VALUE EQUITY DISCOUNT GRANT"),
    *_raw("PPCODENK PPOSTC1 PPOSTC2 PREVLOC HHREGRES HHREGRESSTILL PROPLEN"),
    Element("MSCHARGE", "log.discounted_mscharge", Kind.DECIMAL),
    *_raw("PREVTEN MORTGAGEUSED WCHAIR ARMEDFORCESSPOUSE"),
    *_date_parts("HO", "hodate"),
    *_raw("FROMPROP SOCPREVTEN EXTRABOR HHTYPE VALUE_VALUE_CHECK PREVSHARED BUY2LIVING UPRN COUNTY"),
    *_raw("ADDRESS_SEARCH_VALUE_CHECK FIRSTSTAIR NUMSTAIR"),
    *_decimal("MRENTPRESTAIRCASING"),
    *_raw("BUILDHEIGHTCLASS", FROM_2026),
    *(element for person in range(1, 7) for element in _gender(person)),
]

ORIGIN = [
    *_date_parts("", "saledate"),
    Element("CREATEDDATE", "log.created_at", Kind.DATETIME),
    *_named(
        ("CREATEDBY", "created_by.email"),
        ("CREATEDBYID", "created_by.id"),
        ("USERNAME", "assigned_to.email"),
        ("USERNAMEID", "assigned_to.id"),
    ),
    Element("UPLOADDATE", "log.updated_at", Kind.DATETIME),
    *_named(
        ("AMENDEDBY", "amended_by.email"),
        ("AMENDEDBYID", "amended_by.id"),
        ("OWNINGORGID", "owner.id"),
        ("OWNINGORGNAME", "owner.name"),
        ("MANINGORGID", "manager.id"),
        ("MANINGORGNAME", "manager.name"),
        ("CREATIONMETHOD", "log.creation_method"),
        ("BULKUPLOADID", "log.bulk_upload_id"),
        ("COLLECTIONYEAR", "log.year"),
    ),
]

RENAMED = [
    *_named(
        ("OWNERSHIP", "ownershipsch"),
        ("JOINT", "jointpur"),
        ("ETHNICGROUP1", "ethnic_group"),
        ("ETHNICGROUP2", "ethnic_group2"),
        ("PREVIOUSLAKNOWN", "previous_la_known"),
        ("HASMSCHARGE", "log.discounted_has_mscharge"),
        ("HASSERVICECHARGES", "log.shared_has_mscharge"),
    ),
    Element("SERVICECHARGES", "log.shared_mscharge", Kind.DECIMAL),
    *_named(("INC1NK", "income1nk"), ("INC2NK", "income2nk"), ("POSTCODE", "postcode_full")),
    Element("ISLAINFERRED", "is_la_inferred", Kind.BOOLEAN),
    *_named(
        ("MORTLEN1", "mortlen"),
        ("ETHNIC2", "ethnicbuy2"),
        ("PREVTEN2", "prevtenbuy2"),
        ("ADDRESS1", "address_line1"),
        ("ADDRESS2", "address_line2"),
        ("TOWNCITY", "town_or_city"),
        ("LANAME", "log.la_name"),
        ("ADDRESS1INPUT", "address_line1_input"),
        ("POSTCODEINPUT", "postcode_full_input"),
        ("UPRNSELECTED", "uprn_selection"),
        ("BULKADDRESS1", "address_line1_as_entered"),
        ("BULKADDRESS2", "address_line2_as_entered"),
        ("BULKTOWNCITY", "town_or_city_as_entered"),
        ("BULKCOUNTY", "county_as_entered"),
        ("BULKPOSTCODE", "postcode_full_as_entered"),
        ("BULKLA", "la_as_entered"),
        ("NATIONALITYALL1", "nationality_all"),
        ("NATIONALITYALL2", "nationality_all_buyer2"),
        ("PREVLOCNAME", "log.prevloc_name"),
        ("LIVEINBUYER1", "buy1livein"),
        ("LIVEINBUYER2", "buy2livein"),
        ("HASESTATEFEE", "has_management_fee"),
    ),
    Element("ESTATEFEE", "management_fee", Kind.DECIMAL),
    *_date_parts("STAIRLAST", "lasttransaction"),
    *_date_parts("STAIRINITIAL", "initialpurchase"),
    *_named(
        ("MSCHARGE_VALUE_CHECK", "monthly_charges_value_check"),
        ("DUPLICATESET", "log.duplicate_set_id"),
        ("STAIRCASETOSALE", "staircasesale"),
    ),
    *_raw("HASSERVICECHARGESCHANGED", FROM_2026),
    Element("NEWSERVICECHARGES", "newservicecharges", Kind.DECIMAL, FROM_2026),
]

ELEMENTS: tuple[Element, ...] = (*BUYERS_AND_PROPERTY, *SALE, *ORIGIN, *RENAMED)
