"""Free text that names something the listed answers already cover."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since

if TYPE_CHECKING:
    from lettings.context import LettingsContext

REASONS = (
    "decant",
    "decanted",
    "refugee",
    "asylum",
    "ukraine",
    "ukrainian",
    "army",
    "military",
    "domestic abuse",
    "domestic violence",
    "da",
    "dv",
    "relationship breakdown",
    "overcrowding",
    "overcrowded",
    "too small",
    "more space",
    "bigger property",
    "damp",
    "mould",
    "fire",
    "repossession",
    "death",
    "deceased",
    "passed away",
    "prison",
    "hospital",
)
STARTER_TENANCIES = ("introductory", "intro", "starter")


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Find any of the phrases as whole words; figures may follow directly ("fire2"), letters may not."""
    alternatives = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(rf"\b({alternatives})[\d_]*\b", re.IGNORECASE)


_REASON = phrase_pattern(REASONS)
_STARTER = phrase_pattern(STARTER_TENANCIES)


@RULES.soft(
    "L-S-18",
    confirm="reasonother_value_check",
    fields=("reason", "reasonother"),
    needs=("reasonother",),
    years=since(2025),
)
def reason_is_listed(log: Answers, ctx: LettingsContext) -> str | None:
    """The other reason for leaving names something that one of the listed reasons covers."""
    found = _REASON.search(log["reasonother"])
    if found is None:
        return None
    return (
        f"You described the reason for leaving as “{log['reasonother']}”, and “{found[1]}” may be covered by one of the "
        "listed reasons. Check the list again."
    )


@RULES.soft(
    "L-S-19",
    confirm="tenancyother_value_check",
    fields=("startertenancy", "tenancy", "tenancyother"),
    needs=("tenancyother",),
    years=since(2026),
)
def tenancy_is_starter(log: Answers, ctx: LettingsContext) -> str | None:
    """The other type of tenancy names a starter or introductory period, which has its own question."""
    found = _STARTER.search(log["tenancyother"])
    if found is None:
        return None
    return (
        f"You described the type of tenancy as “{log['tenancyother']}”. A starter or introductory period has its own "
        "question, and the type asked for is that of the tenancy after it. Check both answers."
    )
