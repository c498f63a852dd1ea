"""What makes a letting a letting."""

from pathlib import Path

from lettings.context import context_for
from lettings.derivations import DERIVATIONS
from lettings.duplicates import duplicate_key
from lettings.rules import RULES
from portal.logs.kind import LogKind

LETTINGS = LogKind(
    log_type="lettings",
    date_field="startdate",
    questionnaires=Path(__file__).parent / "questionnaires",
    rules=RULES,
    derivations=DERIVATIONS,
    context_for=context_for,
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
)
