"""Rules on the setup section: start date, assignee and rent product. Organisations and schemes have their own modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from portal.logs.rules import LogDate, outside_open_years, too_far_ahead
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext

START = LogDate("startdate", "tenancy start date", "tenancy starts")
OTHER_INTERMEDIATE_PRODUCT = 5


@RULES.hard("L-H-SET-02", fields=("startdate",), needs=("startdate",))
def start_date_outside_open_years(log: Answers, ctx: LettingsContext) -> str | None:
    """The tenancy start date must lie in a collection year that is open: for a new log one that takes new logs, for
    a log that already has a start date one that can still be changed."""
    return outside_open_years(log, ctx, START)


@RULES.hard("L-H-SET-03", fields=("startdate",), needs=("startdate",))
def start_date_too_far_ahead(log: Answers, ctx: LettingsContext) -> str | None:
    """The tenancy may start at most 14 days after today."""
    return too_far_ahead(log, ctx, START)


@RULES.hard(
    "L-H-SET-04",
    fields=("assigned_to_id", "owning_organisation_id", "managing_organisation_id"),
    needs=("assigned_to_id", "owning_organisation_id", "managing_organisation_id"),
)
def assignee_of_neither_organisation(log: Answers, ctx: LettingsContext) -> str | None:
    """The person the log is assigned to must belong to the owning or the managing organisation, or to one that has
    absorbed either of them."""
    assignee = ctx.users.get(log["assigned_to_id"])
    if assignee is None or assignee.belongs_to(log["owning_organisation_id"], log["managing_organisation_id"]):
        return None
    return (
        "The person this log is assigned to works for neither the stock owner nor the managing organisation. "
        "Assign the log to someone at one of them, or correct the organisations."
    )


@RULES.hard(
    "L-H-SET-14",
    fields=("irproduct_other",),
    when=f"rent_type == {OTHER_INTERMEDIATE_PRODUCT} and irproduct_other is blank",
)
def intermediate_product_not_named(log: Answers, ctx: LettingsContext) -> str | None:
    """When the rent type is another intermediate rent product, its name must be given."""
    return "You chose another intermediate rent product. Enter the name of the product, or change the rent type."
