"""What the SQL views of lettings show of schemes and locations. Where a refuge is, and what it is called, stays out."""

_OF_SCHEME = "(SELECT {} FROM supported_housing_scheme AS scheme WHERE scheme.id = log.scheme_id)"
_OF_LOCATION = "(SELECT {} FROM supported_housing_location AS location WHERE location.id = log.location_id)"

VIEW_COLUMNS = (
    ("scheme_id", "bigint", "log.scheme_id", "Number of the scheme; empty for general needs."),
    (
        "scheme_name",
        "text",
        _OF_SCHEME.format("CASE WHEN scheme.sensitive = 1 THEN NULL ELSE scheme.service_name END"),
        "Name of the scheme; empty for general needs and for confidential schemes.",
    ),
    ("scheme_type", "bigint", _OF_SCHEME.format("scheme.scheme_type"), "Type of the scheme, as a code."),
    (
        "scheme_primary_client_group",
        "text",
        _OF_SCHEME.format("scheme.primary_client_group::text"),
        "Whom the scheme is for, as a code.",
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
