"""A field added to organisations is named in one place, and none is half added."""

from export_cds.fields.organisations import ELEMENTS
from export_cds.triggers.definitions import ORGANISATION_TRIGGERS
from orgs.admin.forms import OrganisationForm
from orgs.detail_fields import DETAIL_FIELDS, FOR_SUPPORT, IN_THE_FORM, OTHER_FIELDS, SENT
from orgs.models import Organisation


def test_every_field_is_a_detail_or_has_a_reason_not_to_be() -> None:
    details = {field.name for field in DETAIL_FIELDS}
    assert not details & set(OTHER_FIELDS)
    assert details | set(OTHER_FIELDS) == {field.name for field in Organisation._meta.concrete_fields}


def test_what_is_sent_has_an_element_and_is_marked_when_it_changes() -> None:
    assert set(SENT) <= {element.name for element in ELEMENTS}
    watched = {column.strip('"') for trigger in ORGANISATION_TRIGGERS[:1] for column in trigger.columns}
    assert set(SENT) <= watched


def test_the_form_has_what_support_may_change() -> None:
    assert set(IN_THE_FORM) == {"name", *FOR_SUPPORT}
    assert set(IN_THE_FORM) <= set(OrganisationForm.base_fields)
