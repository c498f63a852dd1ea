"""Schemes and locations in several states of their lives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from orgs.models import Organisation
from portal.clock import today
from supported_housing import codes
from supported_housing.models import Location, Scheme, SchemeDeactivationPeriod

OPEN_SINCE = date(2022, 4, 1)
PLACES = {
    "Manchester": ("M1 1AE", "E08000003"),
    "Leeds": ("LS1 1UR", "E08000035"),
    "Bristol, City of": ("BS1 5TR", "E06000023"),
}
SCHEMES: tuple[dict[str, Any], ...] = (
    {
        "letter": "A",
        "service_name": "Alder Court",
        "primary_client_group": codes.ClientGroup.OLDER_PEOPLE,
        "scheme_type": codes.SchemeType.OLDER_PEOPLE,
        "places": (("Manchester", "Alder House"), ("Leeds", "The Alders")),
    },
    {
        "letter": "A",
        "service_name": "Alder Nightstop",
        "primary_client_group": codes.ClientGroup.ROUGH_SLEEPERS,
        "scheme_type": codes.SchemeType.DIRECT_ACCESS_HOSTEL,
        "places": (("Manchester", "Nightstop"),),
    },
    {
        "letter": "B",
        "service_name": "Birch Foyer",
        "primary_client_group": codes.ClientGroup.YOUNG_AT_RISK,
        "scheme_type": codes.SchemeType.FOYER,
        "places": (("Bristol, City of", "Foyer"),),
    },
    {
        "letter": "B",
        "service_name": "Birch Refuge",
        "primary_client_group": codes.ClientGroup.DOMESTIC_VIOLENCE,
        "scheme_type": codes.SchemeType.OTHER,
        "sensitive": codes.YesNo.YES,
        "places": (("Leeds", ""),),
        "closes_in_days": 60,
    },
    {
        "letter": "D",
        "service_name": "Damson Street",
        "primary_client_group": codes.ClientGroup.LEARNING_DISABILITIES,
        "scheme_type": codes.SchemeType.OTHER,
        "places": (),
        "confirmed": False,
    },
)


def load_schemes(by_letter: dict[str, Organisation]) -> None:
    for values in SCHEMES:
        owner = by_letter[str(values["letter"])]
        if not Scheme.objects.filter(owning_organisation=owner, service_name=values["service_name"]).exists():
            _create(owner, values)


def _create(owner: Organisation, values: dict[str, Any]) -> None:
    fields = {key: value for key, value in values.items() if key not in {"letter", "places", "closes_in_days"}}
    scheme = Scheme.objects.create(
        **{
            "owning_organisation": owner,
            "registered_under_care_act": codes.RegisteredUnderCareAct.NO,
            "arrangement_type": codes.ArrangementType.SAME_ORGANISATION,
            "has_other_client_group": codes.YesNo.NO,
            "support_type": codes.SupportType.MEDIUM,
            "intended_stay": codes.IntendedStay.MEDIUM,
            "startdate": OPEN_SINCE,
            "confirmed": True,
            **fields,
        }
    )
    for district, name in values["places"]:
        postcode, code = PLACES[district]
        Location.objects.create(
            scheme=scheme,
            name=name,
            postcode=postcode,
            location_code=code,
            location_admin_district=district,
            is_la_inferred=True,
            units=12,
            type_of_unit=codes.TypeOfUnit.FLAT,
            mobility_type=codes.MobilityType.NONE,
            startdate=OPEN_SINCE,
        )
    if days := values.get("closes_in_days"):
        SchemeDeactivationPeriod.objects.create(
            scheme=scheme,
            deactivation_date=today() + timedelta(days=days),
        )
