"""Five organisations whose relationships show who sees which log, a sixth that has yet to sign, the department."""

from __future__ import annotations

from orgs.codes import ProfitStatus, ProviderType, RentPeriod
from orgs.models import Organisation, OrganisationRelationship, OrganisationRentPeriod

DEPARTMENT = "Department (demonstration)"
ORGANISATIONS: dict[str, dict[str, object]] = {
    "A": {"name": "Alder Homes (demonstration)", "holds_own_stock": True},
    "B": {
        "name": "Birch District Council (demonstration)",
        "holds_own_stock": True,
        "provider_type": ProviderType.LA,
        "profit_status": ProfitStatus.LOCAL_AUTHORITY,
    },
    "C": {"name": "Cedar Lettings (demonstration)", "holds_own_stock": False},
    "D": {"name": "Damson Housing (demonstration)", "holds_own_stock": True},
    "E": {"name": "Elm Support (demonstration)", "holds_own_stock": False},
    "F": {"name": "Fir Tree Homes (demonstration)", "holds_own_stock": True},
}
# Stock owner, managing agent.
RELATIONSHIPS = (("A", "C"), ("B", "C"), ("B", "D"), ("D", "E"))


def load_organisations() -> tuple[Organisation, dict[str, Organisation]]:
    """The department, and the organisations by letter."""
    department = Organisation.objects.filter(is_department=True).first() or Organisation.objects.create(
        name=DEPARTMENT,
        is_department=True,
        provider_type=ProviderType.LA,
        profit_status=ProfitStatus.LOCAL_AUTHORITY,
    )
    by_letter = {letter: _organisation(values) for letter, values in ORGANISATIONS.items()}
    for owner, agent in RELATIONSHIPS:
        OrganisationRelationship.objects.get_or_create(stock_owner=by_letter[owner], managing_agent=by_letter[agent])
    return department, by_letter


def _organisation(values: dict[str, object]) -> Organisation:
    name = values["name"]
    defaults = {
        "provider_type": ProviderType.PRP,
        "profit_status": ProfitStatus.NON_PROFIT,
        "address_line1": "1 Example Street",
        "address_line2": "Exampleton",
        "postcode": "M1 1AE",
        "phone": "01632960000",
        "housing_registration_no": "LH0000",
        **values,
    }
    organisation, created = Organisation.objects.get_or_create(name=name, defaults=defaults)
    if created:
        OrganisationRentPeriod.objects.bulk_create(
            OrganisationRentPeriod(organisation=organisation, rent_period=code) for code in RentPeriod.values
        )
    return organisation
