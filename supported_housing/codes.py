"""Codes of schemes and locations with the words people read.

Codes that the service no longer offers stay here, because older schemes still hold them and must be
shown in words; the `*_OFFERED` tuples say what a form may offer today.
"""

from django.db import models


class YesNo(models.IntegerChoices):
    NO = 0, "No"
    YES = 1, "Yes"


class SchemeType(models.IntegerChoices):
    DIRECT_ACCESS_HOSTEL = 5, "Direct access hostel"
    FOYER = 4, "Foyer"
    OLDER_PEOPLE = 7, "Housing for older people"
    OTHER = 6, "Other supported housing"
    MISSING = 0, "Missing"


class RegisteredUnderCareAct(models.IntegerChoices):
    YES = 5, "Yes"
    PARTIALLY = 2, "Yes, some of the units are regulated by the Care Quality Commission"
    NO = 1, "No"


class SupportType(models.IntegerChoices):
    LOW = 2, "Low level"
    MEDIUM = 3, "Medium level"
    HIGH = 4, "High level"
    FLOATING = 6, "Floating support"
    MISSING = 0, "Missing"


class IntendedStay(models.TextChoices):
    VERY_SHORT = "V", "Very short stay"
    SHORT = "S", "Short stay"
    MEDIUM = "M", "Medium stay"
    PERMANENT = "P", "Permanent"
    MISSING = "X", "Missing"


INTENDED_STAY_HINTS = {
    IntendedStay.VERY_SHORT: "Up to 1 month",
    IntendedStay.SHORT: "Up to 1 year",
    IntendedStay.MEDIUM: "More than 1 year, then the resident moves on",
    IntendedStay.PERMANENT: "The resident can stay for as long as they like",
}


class ArrangementType(models.TextChoices):
    SAME_ORGANISATION = "D", "The same organisation that owns the housing stock"
    ANOTHER_STOCK_OWNER = "R", "Another registered stock owner"
    VOLUNTARY = "V", "A registered charity or voluntary organisation"
    ANOTHER = "O", "Another organisation"
    MISSING = "X", "Missing"


class ClientGroup(models.TextChoices):
    HOMELESS_FAMILIES = "O", "Homeless families with support needs"
    OFFENDERS = "H", "Offenders and people at risk of offending"
    OLDER_PEOPLE = "M", "Older people with support needs"
    DOMESTIC_VIOLENCE = "L", "People at risk of domestic violence"
    DISABILITY = "A", "People with a physical or sensory disability"
    ALCOHOL = "G", "People with alcohol problems"
    DRUGS = "F", "People with drug problems"
    HIV = "B", "People with HIV or AIDS"
    LEARNING_DISABILITIES = "D", "People with learning disabilities"
    MENTAL_HEALTH = "E", "People with mental health problems"
    REFUGEES = "I", "Refugees (permanent)"
    ROUGH_SLEEPERS = "S", "Rough sleepers"
    SINGLE_HOMELESS = "N", "Single homeless people with support needs"
    TEENAGE_PARENTS = "R", "Teenage parents"
    YOUNG_AT_RISK = "Q", "Young people at risk"
    LEAVING_CARE = "P", "Young people leaving care"
    MISSING = "X", "Missing"


class TypeOfUnit(models.IntegerChoices):
    BUNGALOW = 6, "Bungalow"
    FLAT = 1, "Self-contained flat or bedsit"
    FLAT_COMMON_FACILITIES = 2, "Self-contained flat or bedsit with common facilities"
    HOUSE = 7, "Self-contained house"
    SHARED_FLAT = 3, "Shared flat"
    SHARED_HOUSE = 4, "Shared house or hostel"


class MobilityType(models.TextChoices):
    WHEELCHAIR = "W", "Wheelchair-user standard"
    ADAPTED = "A", "Fitted with equipment and adaptations"
    NONE = "N", "None"
    ACCESSIBLE = "M", "Designed to accessible general standard"
    MISSING = "X", "Missing"


def _without(choices: type[models.Choices], *retired: models.Choices) -> tuple[tuple[object, str], ...]:
    return tuple((member.value, member.label) for member in choices if member not in retired)


SCHEME_TYPES_OFFERED = _without(SchemeType, SchemeType.MISSING)
CARE_ACT_OFFERED = _without(RegisteredUnderCareAct)
SUPPORT_TYPES_OFFERED = _without(SupportType, SupportType.FLOATING, SupportType.MISSING)
INTENDED_STAYS_OFFERED = _without(IntendedStay, IntendedStay.MISSING)
ARRANGEMENTS_OFFERED = _without(ArrangementType, ArrangementType.MISSING)
CLIENT_GROUPS_OFFERED = _without(ClientGroup, ClientGroup.MISSING)
TYPES_OF_UNIT_OFFERED = _without(TypeOfUnit)
MOBILITY_TYPES_OFFERED = _without(MobilityType, MobilityType.ACCESSIBLE, MobilityType.MISSING)
