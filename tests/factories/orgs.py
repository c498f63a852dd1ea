from datetime import date

import factory

from orgs.codes import ProfitStatus, ProviderType, RentPeriod
from orgs.models import (
    DataProtectionConfirmation,
    DataSharingAgreement,
    MergeRequest,
    MergeRequestOrganisation,
    Organisation,
    OrganisationNameChange,
    OrganisationRelationship,
    OrganisationRentPeriod,
)
from portal.clock import now


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A housing association with its own stock; `signed=True` confirms the agreement in force for it."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Organisation {n}")
    provider_type = ProviderType.PRP
    profit_status = ProfitStatus.NON_PROFIT
    holds_own_stock = True
    address_line1 = "1 Example Street"
    postcode = "M1 1AE"
    phone = "01611234567"
    housing_registration_no = factory.Sequence(lambda n: f"LH{n:04d}")

    @factory.post_generation
    def rent_period_codes(self, create: bool, extracted: list[int] | None, **kwargs: object) -> None:
        """Every rent period unless told otherwise."""
        if create:
            codes = RentPeriod.values if extracted is None else extracted
            OrganisationRentPeriod.objects.bulk_create(
                (OrganisationRentPeriod(organisation=self, rent_period=code) for code in codes),
                ignore_conflicts=True,
            )

    @factory.post_generation
    def signed(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        if create and extracted:
            DataProtectionConfirmationFactory(organisation=self)


class LocalAuthorityOrganisationFactory(OrganisationFactory):
    provider_type = ProviderType.LA
    profit_status = ProfitStatus.LOCAL_AUTHORITY


class DepartmentFactory(OrganisationFactory):
    """The department itself; there is one."""

    class Meta:
        model = Organisation
        django_get_or_create = ("name",)
        skip_postgeneration_save = True

    name = "The department"
    is_department = True
    provider_type = ProviderType.LA
    profit_status = ProfitStatus.LOCAL_AUTHORITY
    holds_own_stock = False


class OrganisationRelationshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationRelationship

    stock_owner = factory.SubFactory(OrganisationFactory)
    managing_agent = factory.SubFactory(OrganisationFactory, holds_own_stock=False)


class OrganisationNameChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationNameChange

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"New name {n}")
    startdate = date(2026, 4, 1)


class DataSharingAgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataSharingAgreement
        django_get_or_create = ("version",)

    version = 1
    text = "## 1. Background\n\nWhy data are shared."
    published_at = factory.LazyFunction(now)


def agreement_in_force() -> DataSharingAgreement:
    """The version in force, published now when there is none."""
    return DataSharingAgreement.objects.in_force() or DataSharingAgreementFactory()


class DataProtectionConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataProtectionConfirmation

    organisation = factory.SubFactory(OrganisationFactory)
    agreement = factory.LazyFunction(agreement_in_force)
    data_protection_officer = factory.SubFactory(
        "tests.factories.accounts.UserFactory",
        organisation=factory.SelfAttribute("..organisation"),
        is_dpo=True,
    )
    organisation_name = factory.SelfAttribute("organisation.name")
    data_protection_officer_name = factory.SelfAttribute("data_protection_officer.name")
    data_protection_officer_email = factory.SelfAttribute("data_protection_officer.email")


class MergeRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MergeRequest

    requester = factory.SubFactory("tests.factories.accounts.SupportFactory")
    requesting_organisation = factory.SelfAttribute("requester.organisation")
    absorbing_organisation = factory.SubFactory(OrganisationFactory)
    merge_date = date(2026, 6, 1)
    existing_absorbing_organisation = True
    has_helpdesk_ticket = False


class MergeRequestOrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MergeRequestOrganisation

    merge_request = factory.SubFactory(MergeRequestFactory)
    merging_organisation = factory.SubFactory(OrganisationFactory)
