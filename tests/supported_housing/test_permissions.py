"""Who may open and do what with schemes and locations (docs/domain/organisations.md#2.2)."""

import pytest

from django.urls import reverse

from supported_housing.codes import YesNo
from tests.factories.supported_housing import LocationFactory, SchemeFactory

ROLES = ["support", "statistician", "coordinator", "provider", "agent coordinator", "agent provider", "stranger"]
OK, FORBIDDEN, MISSING = 200, 403, 404

#                       support  statist.  coord.  provider  agent c.  agent p.  stranger
MATRIX = {
    "scheme_changelist": (OK, OK, OK, OK, OK, OK, OK),
    "scheme_add": (OK, FORBIDDEN, OK, FORBIDDEN, OK, FORBIDDEN, OK),
    "scheme_download": (OK, OK, OK, OK, OK, OK, OK),
    "scheme_change": (OK, OK, OK, OK, OK, OK, MISSING),
    "scheme_history": (OK, OK, OK, OK, OK, OK, MISSING),
    "scheme_edit:details": (OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, MISSING),
    "scheme_edit:name": (FORBIDDEN, FORBIDDEN, OK, FORBIDDEN, OK, FORBIDDEN, MISSING),
    "scheme_edit:nothing": (MISSING, FORBIDDEN, MISSING, FORBIDDEN, MISSING, FORBIDDEN, MISSING),
    "scheme_deactivate": (OK, FORBIDDEN, OK, FORBIDDEN, OK, FORBIDDEN, MISSING),
    "scheme_reactivate": (FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, MISSING),
    "scheme_delete": (OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, MISSING),
    "location_changelist": (OK, OK, OK, OK, OK, OK, OK),
    "location_add": (OK, FORBIDDEN, OK, FORBIDDEN, OK, FORBIDDEN, MISSING),
    "location_change": (OK, OK, OK, OK, OK, OK, MISSING),
    "location_history": (OK, OK, OK, OK, OK, OK, MISSING),
    "location_edit": (OK, FORBIDDEN, OK, FORBIDDEN, OK, FORBIDDEN, MISSING),
    "location_local_authority": (OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, MISSING),
    "location_deactivate": (OK, FORBIDDEN, OK, FORBIDDEN, OK, FORBIDDEN, MISSING),
    "location_delete": (OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, MISSING),
}
WITHOUT_OBJECT = {"scheme_changelist", "scheme_add", "scheme_download", "location_changelist", "location_add"}


def address(page, scheme):
    name, _, extra = page.partition(":")
    record = scheme if name.startswith("scheme") else scheme.locations.get()
    arguments = [] if name in WITHOUT_OBJECT else [record.pk, *([extra] if extra else [])]
    query = f"?scheme={scheme.pk}" if name == "location_add" else ""
    return reverse(f"admin:supported_housing_{name}", args=arguments) + query


@pytest.mark.usefixtures("midsummer")
@pytest.mark.parametrize("page", MATRIX)
def test_each_role_gets_its_answer(client, people, scheme, page):
    found = {}
    for role in ROLES:
        client.force_login(people[role])
        found[role] = client.get(address(page, scheme)).status_code
    assert found == dict(zip(ROLES, MATRIX[page], strict=True))


@pytest.mark.usefixtures("midsummer")
def test_signed_out_people_are_asked_to_sign_in(client, scheme):
    for page in MATRIX:
        response = client.get(address(page, scheme))
        assert response.status_code == 302
        assert "login" in response["Location"]


@pytest.mark.usefixtures("midsummer")
@pytest.mark.parametrize("page", ["scheme_confirm", "scheme_deactivate", "scheme_delete", "location_delete"])
def test_nobody_but_the_allowed_can_post(client, people, scheme, page):
    for role in ("provider", "agent provider", "statistician"):
        client.force_login(people[role])
        response = client.post(address(page, scheme), {"choice": "start", "confirm": "yes"})
        assert response.status_code == FORBIDDEN, role
    client.force_login(people["stranger"])
    assert client.post(address(page, scheme), {"confirm": "yes"}).status_code == MISSING
    assert not scheme.deactivation_periods.exists()
    scheme.refresh_from_db()
    assert scheme.discarded_at is None


@pytest.mark.usefixtures("midsummer")
def test_the_form_of_an_unfinished_location_does_not_tell_where_a_confidential_scheme_is(client, people, scheme):
    scheme.sensitive = YesNo.YES
    scheme.save()
    location = scheme.locations.get()
    postcode = location.postcode
    type(location).objects.filter(pk=location.pk).update(confirmed=False, units=None)
    edit = reverse("admin:supported_housing_location_edit", args=[location.pk])
    client.force_login(people["coordinator"])
    assert postcode in client.get(edit).content.decode()
    client.force_login(people["agent coordinator"])
    page = client.get(edit).content.decode()
    assert postcode not in page
    assert 'name="postcode"' not in page
    client.post(edit, {"units": "7", "postcode": "M1 1AE", "draft": "1"})
    location.refresh_from_db()
    assert (location.units, location.postcode) == (7, postcode)


@pytest.mark.usefixtures("midsummer")
def test_the_order_of_the_list_does_not_tell_where_a_confidential_scheme_is(client, people, scheme, agent):
    """Between homes of one's own, a place in the order of postcodes would tell the postcode by halving."""
    hidden = scheme.locations.get()
    hidden.postcode = "M1 1AE"
    hidden.save()
    own = SchemeFactory(owning_organisation=agent)
    places = [LocationFactory(scheme=own, postcode=code, name=code) for code in ("B1 1BB", "Z1 1ZZ")]
    scheme.sensitive = YesNo.YES
    scheme.save()

    def listed(person, order):
        client.force_login(people[person])
        page = client.get(reverse("admin:supported_housing_location_changelist"), {"o": order}).text
        return sorted((place.pk for place in [hidden, *places]), key=lambda pk: page.index(f"location/{pk}/change/"))

    assert listed("support", "0") == [places[0].pk, hidden.pk, places[1].pk]
    assert listed("agent coordinator", "0") == [hidden.pk, places[0].pk, places[1].pk]
    assert listed("agent coordinator", "-0") == [places[1].pk, places[0].pk, hidden.pk]
