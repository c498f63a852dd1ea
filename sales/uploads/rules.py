"""What files of sales need, put together."""

from __future__ import annotations

from portal.logs.uploads.rows.registry import RowRules
from sales.preload import sale_ranges
from sales.uploads.checks import CHECKS, NAMING, OTHERS

ROW_RULES = RowRules(
    checks=CHECKS,
    naming=NAMING,
    identified_by=("purchid", "saledate"),
    elsewhere={"uprn_selection": ("address_line1",)},
    besides={"type": ("ownershipsch",)},
    expected=lambda area: {"sale_ranges": sale_ranges([{"la": area}], ())},
    nowhere=frozenset(
        {
            "uprn_known",
            "uprn_confirmed",
            "soctenant",
            "proplen_asked",
            *(f"details_known_{n}" for n in OTHERS),
        }
    ),
)
