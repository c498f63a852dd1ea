"""What makes a sale a sale."""

from pathlib import Path

from portal.logs.kind import LogKind, LogWords
from portal.questionnaire.answers import Answers
from sales.context import SalesContext, context_for
from sales.derivations import DERIVATIONS
from sales.duplicates import duplicate_key
from sales.models import SalesLog
from sales.rules import RULES


def person_title(number: int, answers: Answers) -> str:
    """Person 1 is a buyer, and person 2 where two buy together."""
    buyer = number == 1 or (number == 2 and answers["jointpur"] == 1)
    return f"{'Buyer' if buyer else 'Person'} {number}"


SALES = LogKind(
    log_type="sales",
    model=SalesLog,
    words=LogWords(
        title="Sales",
        noun="sale",
        date_label="Sale completed",
        date_heading="Sale completed",
        manager_label="Reported by",
        reference_headings={"purchid": "Purchaser code"},
        person_title=person_title,
    ),
    date_field="saledate",
    part_field="ownershipsch",
    questionnaires=Path(__file__).parent / "questionnaires",
    rules=RULES,
    derivations=DERIVATIONS,
    context_for=context_for,
    context_type=SalesContext,
    duplicate_key=duplicate_key,
    reference_columns={
        "owning_organisation_id": "owning_organisation_id",
        "managing_organisation_id": "managing_organisation_id",
        "assigned_to_id": "assigned_to_id",
    },
    copied_columns={
        "ownershipsch": "ownershipsch",
        "purchid": "purchid",
        "postcode_full": "postcode_full",
        "la": "la",
    },
    duplicates_compared=(
        "owning_organisation_id",
        "saledate",
        "purchid",
        "address_line1",
        "postcode_full",
        "uprn",
        "age1",
        "sex1",
        "sexrab1",
        "ecstat1",
    ),
    owners_hold_stock=True,
    assignees_from_manager_only=True,
    details_unknown=2,
)
