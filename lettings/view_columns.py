"""What the SQL views of lettings show of schemes and locations: of a refuge neither its name nor more than its area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from supported_housing.codes import ClientGroup, SchemeType

_OF_SCHEME = "(SELECT {} FROM supported_housing_scheme AS scheme WHERE scheme.id = log.scheme_id)"
_OF_LOCATION = "(SELECT {} FROM supported_housing_location AS location WHERE location.id = log.location_id)"


def _labels(column: str, choices: Iterable[tuple[Any, Any]]) -> str:
    """What the codes of a scheme's column mean."""
    quoted = [(str(code), str(label).replace("'", "''")) for code, label in choices]
    cases = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in quoted)
    return _OF_SCHEME.format(f"CASE scheme.{column}::text {cases} END")


VIEW_COLUMNS = (
    ("scheme_id", "bigint", "log.scheme_id", "Number of the scheme; empty for general needs."),
    (
        "scheme_name",
        "text",
        _OF_SCHEME.format("CASE WHEN scheme.sensitive = 1 THEN NULL ELSE scheme.service_name END"),
        "Name of the scheme; empty for general needs and for confidential schemes.",
    ),
    ("scheme_type", "bigint", _OF_SCHEME.format("scheme.scheme_type"), "Type of the scheme, as a code."),
    ("scheme_type_label", "text", _labels("scheme_type", SchemeType.choices), "Label of scheme_type."),
    (
        "scheme_primary_client_group",
        "text",
        _OF_SCHEME.format("scheme.primary_client_group::text"),
        "Whom the scheme is for, as a code.",
    ),
    (
        "scheme_primary_client_group_label",
        "text",
        _labels("primary_client_group", ClientGroup.choices),
        "Label of scheme_primary_client_group.",
    ),
    ("location_id", "bigint", "log.location_id", "Number of the location within the scheme."),
    (
        "location_area",
        "text",
        _OF_LOCATION.format("location.location_code"),
        "Code of the local authority that the location is in.",
    ),
    (
        "location_area_name",
        "text",
        _OF_LOCATION.format("location.location_admin_district"),
        "Name of the local authority that the location is in.",
    ),
)
