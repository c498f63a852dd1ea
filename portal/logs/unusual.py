"""What is unusual in a household of either kind of log, as functions that the rules of each declare as their own.

Each returns what to tell the user, those about several people None where there is nothing to tell. The people are called what the kind of log calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from portal.questionnaire.answers import Answers

RETIREMENT_AGE = 66
RETIRED, REFUSED = 5, 10
ADULT = 16
MOST_PEOPLE = 8
_AGE = tuple(f"age{n}" for n in range(MOST_PEOPLE + 1))
_RELAT = tuple(f"relat{n}" for n in range(MOST_PEOPLE + 1))
Called = Callable[[int], str]
# When each rule about one person speaks.
RETIRED_EARLY = f"ecstat{{n}} == {RETIRED} and age{{n}} < {RETIREMENT_AGE}"
NOT_RETIRED_LATE = f"age{{n}} > {RETIREMENT_AGE} and ecstat{{n}} not in [{RETIRED}, {REFUSED}]"
PARTNER_TOO_YOUNG = f"relat{{n}} == 'P' and age{{n}} < {ADULT}"


def retired_early(log: Answers, n: int, called: Called) -> str:
    """Someone younger than 66 is retired."""
    return (
        f"You said {called(n)} is retired at {log[_AGE[n]]}, before the usual age of {RETIREMENT_AGE}. "
        "Check the age and the working situation."
    )


def not_retired_late(log: Answers, n: int, called: Called) -> str:
    """Someone older than 66 is not retired."""
    return (
        f"You said {called(n)} is {log[_AGE[n]]} and not retired, although the usual retirement age is {RETIREMENT_AGE}. "
        "Check the age and the working situation."
    )


def partner_too_young(log: Answers, n: int, called: Called) -> str:
    """The partner of person 1 is younger than 16."""
    return (
        f"You said {called(n)} is the partner of {called(1)} at {log[_AGE[n]]}. A partner is usually {ADULT} or older. "
        "Check the age and the relationship."
    )


def several_partners(log: Answers, people: Iterable[int], called: Called) -> dict[str, str] | None:
    """More than one person is the partner of person 1."""
    partners = [_RELAT[n] for n in people if n > 1 and log[_RELAT[n]] == "P"]
    if len(partners) < 2:
        return None
    message = (
        f"You said {len(partners)} people are the partner of {called(1)}. A household usually has one. "
        "Check the relationships."
    )
    return dict.fromkeys(partners, message)
