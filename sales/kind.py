"""What makes a sale a sale."""

from pathlib import Path

from portal.logs.kind import LogKind
from sales.context import context_for
from sales.derivations import DERIVATIONS
from sales.duplicates import duplicate_key
from sales.rules import RULES

SALES = LogKind(
    log_type="sales",
    date_field="saledate",
    questionnaires=Path(__file__).parent / "questionnaires",
    rules=RULES,
    derivations=DERIVATIONS,
    context_for=context_for,
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
)
