"""Rules on the household: who lives there, what they need, where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lettings.place import effective_la
from lettings.rules.registry import RULES
from lettings.rules.wording import someone
from portal.logs.rules import children_too_old, too_old_to_be_children
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import among, since, until

if TYPE_CHECKING:
    from lettings.context import LettingsContext

OTHER_REASON = 20
OLDEST_CARE_LEAVER = 25
PREFERENCE_REASONS = ("rp_homeless", "rp_insan_unsat", "rp_medwel", "rp_hardship", "rp_dontknow")
ILLNESS_TYPES = tuple(f"illness_type_{number}" for number in range(1, 11))
NOT_TEMPORARY_TENURES = frozenset({4, 6, 8, 24, 25, 34, 35})
NOT_SOCIAL_TENURES = frozenset({3, 4, 7, 10, 13, 14, 19, 23, 24, 25, 26, 27, 28, 29})
SOCIAL_TENURES = frozenset({6, 30, 31, 32, 33, 35, 38, 40})
HOMELESS_PHRASES = frozenset(
    {
        "homeless",
        "homelessness",
        "temporary accommodation",
        "temp accommodation",
        "ta",
        "sleeping rough",
        "rough sleeping",
    }
)
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")


def _any_ticked(names: Iterable[str]) -> str:
    return f"({' or '.join(f'{name} == 1' for name in names)})"


@RULES.hard(
    "L-H-HH-01", fields=("reasonable_preference_reason",), when=f"reasonpref != 1 and {_any_ticked(PREFERENCE_REASONS)}"
)
def preference_reason_without_preference(log: Answers, ctx: LettingsContext) -> str | None:
    """Reasons for reasonable preference belong only to a household that was given it."""
    return (
        "You gave a reason for reasonable preference, but did not say that the household was given it. "
        "Remove the reason, or say that they were given reasonable preference."
    )


@RULES.hard(
    "L-H-HH-02",
    fields=("underoccupation_benefitcap", "reason"),
    needs=("underoccupation_benefitcap",),
    when="reason == 32 and underoccupation_benefitcap != 4",
)
def left_for_benefit_cap(log: Answers, ctx: LettingsContext) -> str | None:
    """A household that left for an older benefit reason (code 32) cannot also have left because of the benefit cap."""
    return "The reason for leaving does not fit the answer about the benefit cap. Change one of the two answers."


@RULES.hard("L-H-HH-03", fields=("reason", "reasonother"), when=f"reason == {OTHER_REASON} and reasonother is blank")
def other_reason_not_described(log: Answers, ctx: LettingsContext) -> str | None:
    """When the reason for leaving is other, it must be described."""
    return "You chose another reason for leaving. Enter what the reason was, or choose one of the reasons listed."


@RULES.hard("L-H-HH-04", fields=("reasonother",), when=f"reason != {OTHER_REASON} and reasonother is answered")
def description_of_listed_reason(log: Answers, ctx: LettingsContext) -> str | None:
    """The reason for leaving is described only when it is other."""
    return (
        f"You described the reason for leaving as “{log['reasonother']}” although one of the listed reasons is chosen. "
        "Remove the description, or choose “Other”."
    )


@RULES.hard("L-H-HH-05", fields=("reason",), needs=("reasonother",), when=f"reason == {OTHER_REASON}")
def homelessness_as_reason(log: Answers, ctx: LettingsContext) -> str | None:
    """Homelessness, rough sleeping or temporary accommodation is where the household lived, not why it left its last
    settled home."""
    if _EDGES.sub("", log["reasonother"].lower()) not in HOMELESS_PHRASES:
        return None
    return (
        f"“{log['reasonother']}” is not a reason for leaving the last settled home. "
        "Choose or enter why the household left the last place where it was settled."
    )


@RULES.hard("L-H-HH-06", fields=("reservist",), needs=("reservist",), when="armedforces in [2, 3]")
def injury_of_no_service(log: Answers, ctx: LettingsContext) -> str | None:
    """The question about injury in service is answered only when someone has served."""
    return "You answered whether someone was injured in service, but nobody has served. Remove the answer."


@RULES.hard("L-H-HH-07", fields=("leftreg",), needs=("leftreg",), when="armedforces != 1")
def still_serving_without_service(log: Answers, ctx: LettingsContext) -> str | None:
    """The question about still serving is answered only for a current or former regular."""
    return "You answered whether someone is still serving, but nobody is or was a regular. Remove the answer."


@RULES.hard(
    "L-H-HH-08",
    fields=tuple(name for n in range(2, 9) for name in (f"ecstat{n}", f"age{n}")),
    when=too_old_to_be_children(range(2, 9)),
)
def child_too_old(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Someone whose working situation is child under 16 must not be older than 16."""
    return children_too_old(log, range(2, 9), someone)


@RULES.hard("L-H-HH-09", fields=("condition_effects",), when=f"illness != 1 and {_any_ticked(ILLNESS_TYPES)}")
def effects_without_condition(log: Answers, ctx: LettingsContext) -> str | None:
    """Effects of a health condition belong only to a household in which someone has one."""
    return (
        "You chose effects of a health condition, but did not say that someone has one. "
        "Remove the effects, or say that someone has a health condition."
    )


@RULES.hard("L-H-HH-10", fields=("prevten",), when=f"rsnvac == 9 and {among('prevten', NOT_TEMPORARY_TENURES)}")
def tenure_before_relet_to_temporary_occupant(log: Answers, ctx: LettingsContext) -> str | None:
    """The previous housing situation must fit a property that is re-let to someone who occupied it as temporary
    accommodation."""
    return (
        "The previous housing situation is not temporary accommodation, but the property is re-let to a tenant who "
        "occupied it as temporary accommodation. Change one of the two answers."
    )


@RULES.hard("L-H-HH-11", fields=("prevten", "age1"), when=f"prevten == 13 and age1 > {OLDEST_CARE_LEAVER}")
def care_leaver_too_old(log: Answers, ctx: LettingsContext) -> str | None:
    """A lead tenant who comes from a children's home or foster care is at most 25."""
    return (
        f"The lead tenant is {log['age1']}, but their previous housing situation is a children’s home or foster care, "
        f"which is for people up to {OLDEST_CARE_LEAVER}. Correct the age or the previous housing situation."
    )


@RULES.hard(
    "L-H-HH-12",
    fields=("prevten", "referral"),
    years=until(2025),
    when=f"referral == 1 and {among('prevten', NOT_SOCIAL_TENURES)}",
)
def internal_transfer_from_other_tenure(log: Answers, ctx: LettingsContext) -> str | None:
    """An internal transfer cannot come from housing that is not social housing."""
    return (
        "The source of referral is an internal transfer, but the previous housing situation is not social housing. "
        "Change one of the two answers."
    )


@RULES.hard(
    "L-H-HH-13",
    fields=("prevten", "referral"),
    years=until(2025),
    when="referral == 1 and prevten in [30, 31]",
    reads=("owning_organisation_id",),
)
def internal_transfer_from_council(log: Answers, ctx: LettingsContext) -> str | None:
    """An internal transfer at a private registered provider cannot come from a local authority's tenancy."""
    if ctx.provider_type(log) != "PRP":
        return None
    return (
        "The source of referral is an internal transfer, but the stock owner is not a local authority and the previous "
        "housing situation is a local authority tenancy. Change one of the two answers."
    )


_INTERNAL_TRANSFER = (
    "(referral_register == 2 or referral_register == 6 and referral_noms == 3"
    " or referral_register == 7 and referral_noms == 5)"
)
_OUTSIDE_SOCIAL_HOUSING = f"not {among('prevten', SOCIAL_TENURES)} and {_INTERNAL_TRANSFER}"


@RULES.hard(
    "L-H-HH-14",
    fields=("prevten", "referral_register", "referral_noms"),
    needs=("owning_organisation_id", "prevten"),
    when=_OUTSIDE_SOCIAL_HOUSING,
    years=since(2026),
)
def transfer_from_outside_social_housing(log: Answers, ctx: LettingsContext) -> str:
    """An internal transfer must come from social housing."""
    return (
        "The letting was an internal transfer, but the previous housing situation is not social housing. "
        "Change how the letting was made or the previous housing situation."
    )


@RULES.hard("L-H-HH-15", fields=("prevloc",), when="previous_la_known == 1 and prevloc is blank")
def previous_area_missing(log: Answers, ctx: LettingsContext) -> str | None:
    """When the local authority of the last settled home is known, it must be given."""
    return (
        "You said the local authority of the last settled home is known. Choose the local authority, "
        "or say that it is not known."
    )


@RULES.hard("L-H-HH-16", fields=("layear", "renewal"), when="renewal == 1 and layear == 1")
def renewal_by_newcomer(log: Answers, ctx: LettingsContext) -> str | None:
    """The household of a renewal cannot have just moved to the area."""
    return (
        "You said the household has just moved to the area, but this letting is a renewal. "
        "Enter how long they have lived in the area, or correct whether this is a renewal."
    )


@RULES.hard(
    "L-H-HH-17",
    fields=(
        "layear",
        "la",
        "postcode_full",
        "uprn",
        "uprn_selection",
        "ppostcode_full",
        "prevloc",
        "scheme_id",
        "location_id",
    ),
    needs=("startdate", "prevloc"),
    silent_in_bulk_upload=("scheme_id", "location_id"),
    when="layear == 1",
)
def newcomer_from_same_area(log: Answers, ctx: LettingsContext) -> str | None:
    """A household that has just moved to the area cannot have had its last settled home there."""
    if (la := effective_la(log, ctx)) is None or la != log["prevloc"]:
        return None
    area = ctx.areas.by_code.get(la)
    return (
        f"You said the household has just moved to the area, but its last settled home was in the same one, "
        f"{area.name if area else la}. Correct how long they have lived there, or where one of the homes is."
    )


@RULES.hard(
    "L-H-HH-18",
    fields=("housingneeds", "housingneeds_type", "housingneeds_other"),
    when="housingneeds == 1 and housingneeds_type == 3 and housingneeds_other in [0, 2]",
)
def access_needs_without_need(log: Answers, ctx: LettingsContext) -> str | None:
    """A household with access needs must have at least one of them named."""
    return (
        "You said someone has access needs, but chose none of them and no other need. "
        "Choose the need, or say that nobody has access needs."
    )
