from datetime import date

import factory

from supported_housing import codes
from supported_housing.models import Location, LocationDeactivationPeriod, Scheme, SchemeDeactivationPeriod


class SchemeFactory(factory.django.DjangoModelFactory):
    """A complete scheme; give it a location to make it usable."""

    class Meta:
        model = Scheme

    service_name = factory.Sequence(lambda n: f"Scheme {n}")
    owning_organisation = factory.SubFactory("tests.factories.orgs.OrganisationFactory", holds_own_stock=True)
    scheme_type = codes.SchemeType.OTHER
    registered_under_care_act = codes.RegisteredUnderCareAct.NO
    arrangement_type = codes.ArrangementType.SAME_ORGANISATION
    primary_client_group = codes.ClientGroup.ROUGH_SLEEPERS
    has_other_client_group = codes.YesNo.NO
    support_type = codes.SupportType.MEDIUM
    intended_stay = codes.IntendedStay.MEDIUM
    startdate = date(2022, 4, 1)
    confirmed = True


class LocationFactory(factory.django.DjangoModelFactory):
    """A complete location of a complete scheme."""

    class Meta:
        model = Location

    scheme = factory.SubFactory(SchemeFactory)
    postcode = "M1 1AE"
    location_code = "E08000003"
    location_admin_district = "Manchester"
    units = 5
    type_of_unit = codes.TypeOfUnit.FLAT
    mobility_type = codes.MobilityType.WHEELCHAIR
    startdate = date(2022, 4, 1)


class SchemeDeactivationPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SchemeDeactivationPeriod

    scheme = factory.SubFactory(SchemeFactory)
    deactivation_date = date(2026, 6, 1)


class LocationDeactivationPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LocationDeactivationPeriod

    location = factory.SubFactory(LocationFactory)
    deactivation_date = date(2026, 6, 1)
