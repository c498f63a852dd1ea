"""What makes a letting a letting."""

from pathlib import Path

from lettings.context import LettingsContext, context_for
from lettings.derivations import DERIVATIONS
from lettings.downloads import scheme_and_location
from lettings.duplicates import duplicate_key
from lettings.models import LettingsLog
from lettings.rules import RULES
from lettings.view_columns import VIEW_COLUMNS
from portal.logs.kind import LogKind, LogWords
from portal.questionnaire.answers import Answers


def person_title(number: int, answers: Answers) -> str:
    """Person 1 is the lead tenant."""
    return "Lead tenant" if number == 1 else f"Person {number}"


def rent_periods_of_manager(context: LettingsContext, answers: Answers) -> frozenset[int] | None:
    """The rent periods that the managing organisation uses."""
    manager = context.organisations.get(answers["managing_organisation_id"])
    return None if manager is None else manager.rent_periods


LETTINGS = LogKind(
    log_type="lettings",
    model=LettingsLog,
    words=LogWords(
        title="Lettings",
        noun="letting",
        date_label="Tenancy started",
        date_heading="Tenancy start",
        manager_label="Managed by",
        reference_headings={"tenancycode": "Tenant code", "propcode": "Property reference"},
        person_title=person_title,
        may_lose="scheme or location",
    ),
    date_field="startdate",
    part_field="needstype",
    questionnaires=Path(__file__).parent / "questionnaires",
    rules=RULES,
    derivations=DERIVATIONS,
    context_for=context_for,
    context_type=LettingsContext,
    duplicate_key=duplicate_key,
    reference_columns={
        "owning_organisation_id": "owning_organisation_id",
        "managing_organisation_id": "managing_organisation_id",
        "assigned_to_id": "assigned_to_id",
        "scheme_id": "scheme_id",
        "location_id": "location_id",
    },
    copied_columns={
        "needstype": "needstype",
        "tenancycode": "tenancycode",
        "propcode": "propcode",
        "postcode_full": "postcode_full",
        "la": "la",
    },
    duplicates_compared=(
        "owning_organisation_id",
        "startdate",
        "tenancycode",
        "address_line1",
        "postcode_full",
        "uprn",
        "scheme_id",
        "location_id",
        "age1",
        "sex1",
        "sexrab1",
        "ecstat1",
        "household_charge",
        "tcharge",
        "chcharge",
    ),
    owners_hold_stock=False,
    assignees_from_manager_only=False,
    details_unknown=1,
    related_columns=("scheme_id", "location_id"),
    related_values=scheme_and_location,
    view_columns=VIEW_COLUMNS,
    limited_options={"period": rent_periods_of_manager},
)
