"""Rules on benefits, charges and shortfalls. Income and rent have their own modules."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lettings.amounts import CHARGE_HARD_MAX, PERIOD_WORDS, WEEKS_CHARGED, per_period, weekly
from lettings.rules.registry import RULES
from lettings.rules.wording import someone
from portal.logs.wording import pounds
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import among, since
from portal.words import listed

if TYPE_CHECKING:
    from lettings.context import LettingsContext

HELPED_WITH_RENT = (1, 6)
NO_OR_UNKNOWN_BENEFIT = (3, 9, 10)
IN_WORK = (1, 2)
LOWEST_TOTAL = Decimal("9.99")
PENNY = Decimal("0.01")
CARE_HOME_LOWEST, CARE_HOME_HIGHEST = 10, 5000


@RULES.hard("L-H-FIN-01", fields=("tshortfall", "hbrentshortfall"), needs=("tshortfall",), when="hbrentshortfall != 1")
def shortfall_not_expected(log: Answers, ctx: LettingsContext) -> str | None:
    """An amount left to pay is given only when there is one after housing benefit."""
    return (
        f"You entered {pounds(log['tshortfall'])} left to pay, but did not say that something is left to pay after "
        "housing benefit. Remove the amount, or say that there is one."
    )


_WORKERS = tuple((person, f"ecstat{person}", f"relat{person}") for person in range(1, 9))


@RULES.hard(
    "L-H-FIN-02",
    fields=("benefits", *(name for person, ecstat, relat in _WORKERS for name in (ecstat, relat)[: min(person, 2)])),
    when="benefits == 1",
    codes={**{f"ecstat{n}": IN_WORK for n in range(1, 9)}, **{f"relat{n}": ("P",) for n in range(2, 9)}},
)
def all_income_from_benefits_of_workers(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Not all of the income can come from benefits when the lead tenant or their partner is in work."""
    found: dict[str, str] = {}
    for person, ecstat, relat in _WORKERS:
        if log[ecstat] in IN_WORK and (person == 1 or log[relat] == "P"):
            message = (
                f"You said all of the household’s income is from benefits, but {someone(person)} is in work. "
                "Correct how much of the income is from benefits, or the working situation."
            )
            found.update(dict.fromkeys(("benefits", ecstat, relat) if person > 1 else ("benefits", ecstat), message))
            if person > 1:
                break
    return found or None


@RULES.hard("L-H-FIN-05", fields=("incfreq", "earnings"), needs=("earnings",), when="incfreq is blank")
def income_without_frequency(log: Answers, ctx: LettingsContext) -> str | None:
    """An income needs how often it is received."""
    return f"You entered an income of {pounds(log['earnings'])}. Choose how often the household receives it."


@RULES.hard("L-H-FIN-06", fields=("earnings", "incfreq"), needs=("incfreq",), when="earnings is blank")
def frequency_without_income(log: Answers, ctx: LettingsContext) -> str | None:
    """How often income is received needs the income."""
    return "You chose how often the household receives its income. Enter how much it is."


_AMOUNTS = {
    "earnings": "The household’s income",
    "brent": "The basic rent",
    "scharge": "The service charge",
    "pscharge": "The personal service charge",
    "supcharg": "The support charge",
}


@RULES.hard("L-H-FIN-07", fields=tuple(_AMOUNTS), when=" or ".join(f"{name} < 0" for name in _AMOUNTS))
def negative_amount(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Income, rent and charges cannot be below zero."""
    found: dict[str, str] = {}
    for name, what in _AMOUNTS.items():
        amount = log[name]
        if amount is not None and amount < 0:
            found[name] = f"{what} is {pounds(amount)}. Enter an amount of £0 or more."
    return found or None


@RULES.hard("L-H-FIN-08", fields=("tshortfall",), when=f"hbrentshortfall == 1 and {among('hb', NO_OR_UNKNOWN_BENEFIT)}")
def shortfall_without_benefit(log: Answers, ctx: LettingsContext) -> str | None:
    """Something can be left to pay after housing benefit only when the household is known to receive it."""
    return (
        "You said something is left to pay after housing benefit, but the household is not known to receive any. "
        "Correct the housing benefit, or say that nothing is left to pay."
    )


@RULES.hard("L-H-FIN-09", fields=("tshortfall", "chcharge"), needs=("wtshortfall", "wchchrg"), when="needstype == 2")
def shortfall_above_care_home_charge(log: Answers, ctx: LettingsContext) -> str | None:
    """In supported housing no more can be left to pay than the care home charges."""
    if log["wtshortfall"] <= log["wchchrg"]:
        return None
    return (
        f"{pounds(log['wtshortfall'])} a week is left to pay, more than the care home charges, "
        f"{pounds(log['wchchrg'])} a week. Correct one of the two amounts."
    )


@RULES.hard("L-H-FIN-10", fields=("tshortfall", "tcharge"), needs=("wtshortfall", "wtcharge"))
def shortfall_above_charges(log: Answers, ctx: LettingsContext) -> str | None:
    """No more can be left to pay than is charged in all."""
    if log["wtshortfall"] <= log["wtcharge"]:
        return None
    return (
        f"{pounds(log['wtshortfall'])} a week is left to pay after housing benefit, more than the total charge of "
        f"{pounds(log['wtcharge'])} a week. Correct the amount left to pay or the charges."
    )


@RULES.hard("L-H-FIN-11", fields=("tshortfall",), needs=("wtshortfall",), reads=("wtcharge",))
def shortfall_of_nothing(log: Answers, ctx: LettingsContext) -> str | None:
    """An amount left to pay must be at least 1p a week."""
    shortfall, charges = log["wtshortfall"], log["wtcharge"]
    if shortfall >= PENNY or (charges is not None and shortfall > charges):
        return None
    return (
        f"You entered {pounds(log['tshortfall'])} as the amount left to pay. Enter an amount above £0, "
        "or say that nothing is left to pay."
    )


@RULES.hard(
    "L-H-FIN-12",
    fields=("tcharge",),
    needs=("tcharge", "period"),
    codes={"period": PERIOD_WORDS},
)
def total_charge_too_low(log: Answers, ctx: LettingsContext) -> str | None:
    """The total charge must be at least £10 a week."""
    amount = weekly(log["tcharge"], log["period"])
    if amount is None or not 0 <= amount <= LOWEST_TOTAL:
        return None
    return (
        f"The total charge comes to {pounds(amount)} a week. It must be at least £10 a week: "
        "correct the rent, the charges or the rent period."
    )


@RULES.hard(
    "L-H-FIN-13",
    fields=("tcharge", "chcharge", "household_charge"),
    when="chcharge is answered or household_charge == 1",
)
def charged_in_two_ways(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """A household pays rent and charges, or a care home charge, or nothing: only one of them."""
    routes = [
        f"{what} of {pounds(log[name])}"
        for name, what in (("tcharge", "rent and charges"), ("chcharge", "a care home charge"))
        if log[name] is not None
    ]
    if log["household_charge"] == 1:
        routes.append("that there are no rent or charges")
    if len(routes) < 2:
        return None
    message = f"You entered {listed(routes)}. Only one of them can apply: keep that one and remove the others."
    fields = ("tcharge", "chcharge", "household_charge")
    return {name: message for name in fields if log[name] is not None}


_PROVIDERS = {"LA": "local authorities", "PRP": "private registered providers"}
_CHARGE_NEEDS = ("owning_organisation_id", "needstype", "period")


def _charge_too_high(log: Answers, ctx: LettingsContext, name: str) -> str | None:
    provider = ctx.provider_type(log)
    limit = CHARGE_HARD_MAX[name].get(provider or "")
    amount = weekly(log[name], log["period"])
    if limit is None or amount is None or 0 <= amount <= limit:
        return None
    period = PERIOD_WORDS[log["period"]]
    most = per_period(Decimal(limit), log["period"])
    return (
        f"{_AMOUNTS[name]} is {pounds(log[name])}. For {_PROVIDERS[provider or '']} it must be from £0 to {pounds(most)} "
        f"every {period}. Correct the charge or the rent period."
    )


@RULES.hard(
    "L-H-FIN-14", fields=("scharge", "period"), needs=("scharge", *_CHARGE_NEEDS), codes={"period": PERIOD_WORDS}
)
def service_charge_too_high(log: Answers, ctx: LettingsContext) -> str | None:
    """The service charge is at most £800 a week, £500 when the stock owner is a local authority."""
    return _charge_too_high(log, ctx, "scharge")


@RULES.hard(
    "L-H-FIN-15", fields=("pscharge", "period"), needs=("pscharge", *_CHARGE_NEEDS), codes={"period": PERIOD_WORDS}
)
def personal_service_charge_too_high(log: Answers, ctx: LettingsContext) -> str | None:
    """The personal service charge is at most £700 a week, £200 when the stock owner is a local authority."""
    return _charge_too_high(log, ctx, "pscharge")


@RULES.hard(
    "L-H-FIN-16", fields=("supcharg", "period"), needs=("supcharg", *_CHARGE_NEEDS), codes={"period": PERIOD_WORDS}
)
def support_charge_too_high(log: Answers, ctx: LettingsContext) -> str | None:
    """The support charge is at most £800 a week, £200 when the stock owner is a local authority."""
    return _charge_too_high(log, ctx, "supcharg")


@RULES.hard(
    "L-H-FIN-19",
    fields=("period", "managing_organisation_id"),
    needs=("period", "managing_organisation_id"),
    silent_in_bulk_upload=("managing_organisation_id",),
    codes={"period": WEEKS_CHARGED},
)
def rent_period_not_used(log: Answers, ctx: LettingsContext) -> str | None:
    """The rent period must be one that the managing organisation uses."""
    manager = ctx.organisations.get(log["managing_organisation_id"])
    period = log["period"]
    if manager is None or period in manager.rent_periods or period not in WEEKS_CHARGED:
        return None
    return (
        f"{manager.name or 'The managing organisation'} does not charge rent every {PERIOD_WORDS[period]}. Choose "
        "another rent period, or add this one to the rent periods of the organisation."
    )


@RULES.hard(
    "L-H-FIN-20",
    fields=("period", "chcharge"),
    needs=("period", "chcharge"),
    when="is_carehome == 1",
    codes={"period": PERIOD_WORDS},
)
def care_home_charge_out_of_range(log: Answers, ctx: LettingsContext) -> str | None:
    """A care home charge is from £10 to £5,000 a week."""
    amount = weekly(log["chcharge"], log["period"])
    if amount is None or CARE_HOME_LOWEST <= amount <= CARE_HOME_HIGHEST:
        return None
    return (
        f"The care home charge comes to {pounds(amount)} a week. It must be from £10 to £5,000 a week: "
        "correct the charge or the rent period."
    )


@RULES.hard(
    "L-H-FIN-21",
    fields=("hb", "benefits"),
    years=since(2026),
    when=f"{among('hb', HELPED_WITH_RENT)} and benefits == 3",
)
def housing_benefit_without_benefit_income(log: Answers, ctx: LettingsContext) -> str | None:
    """A household that receives housing benefit has some income from benefits."""
    return (
        "You said the household receives help with its rent, but none of its income is from benefits. "
        "Change one of the two answers."
    )
