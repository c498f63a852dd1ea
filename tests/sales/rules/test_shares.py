from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import found

TRIED = (
    "bought_more_than_owned",
    "bought_all_that_is_owned",
    "bought_too_little",
    "bought_too_much",
    "first_share_too_small",
    "first_share_too_large",
    "shares_exceed_total",
    "too_many_earlier_transactions",
    "only_one_transaction",
)
ON = {"saledate": date(2026, 5, 1)}
TENTH = Decimal("0.1")
EQUITY = {2: (25, 75), 18: (25, 90), **dict.fromkeys((16, 24, 28, 30, 31, 32), (10, 75))}
BOUGHT = {2: (10, 75), 18: (10, 75), 24: (10, 50), 16: (10, 90), **dict.fromkeys((28, 30, 31, 32), (1, 90))}


def shares(**percentages: Any) -> dict[str, Any]:
    """Percentages as they are kept, of a sale with a completion date."""
    return {**ON, **{name: Decimal(str(share)) for name, share in percentages.items()}}


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        ("bought_more_than_owned", shares(stairbought=50.1, stairowned=50), True),
        ("bought_more_than_owned", shares(stairbought=50, stairowned=50), False),
        ("bought_all_that_is_owned", shares(stairbought=50, stairowned=50), True),
        ("bought_all_that_is_owned", shares(stairbought=50, stairowned=50.1), False),
        ("shares_exceed_total", shares(equity=40, stairbought=10.1, stairowned=50), True),
        ("shares_exceed_total", shares(equity=40, stairbought=10, stairowned=50), False),
        (
            "too_many_earlier_transactions",
            {**shares(equity=30, stairbought=10, stairowned=41), "numstair": 3},
            True,
        ),
        (
            "too_many_earlier_transactions",
            {**shares(equity=30, stairbought=10, stairowned=42), "numstair": 3},
            False,
        ),
        (
            "too_many_earlier_transactions",
            {**shares(equity=30, stairbought=10, stairowned=39), "numstair": 3},
            False,
        ),
        ("only_one_transaction", {"firststair": 2, "numstair": 1}, True),
        ("only_one_transaction", {"firststair": 2, "numstair": 2}, False),
        ("only_one_transaction", {"firststair": 1, "numstair": 1}, False),
    ],
)
def test_shares_fit_together(rule: str, answers: dict[str, Any], wrong: bool) -> None:
    assert bool(found(rule, **answers)) == wrong


@pytest.mark.parametrize(("code", "lowest", "highest"), [(code, *limits) for code, limits in EQUITY.items()])
def test_the_first_share(code: int, lowest: int, highest: int) -> None:
    assert found("first_share_too_small", type=code, **shares(equity=lowest)) == {}
    assert found("first_share_too_large", type=code, **shares(equity=highest)) == {}
    assert f"{lowest}%" in found("first_share_too_small", type=code, **shares(equity=lowest - TENTH))["equity"]
    assert f"{highest}%" in found("first_share_too_large", type=code, **shares(equity=highest + TENTH))["resale"]


def test_a_resale_may_be_of_a_larger_share_but_not_of_a_smaller_one() -> None:
    assert found("first_share_too_large", type=30, resale=1, **shares(equity=80)) == {}
    assert found("first_share_too_large", type=30, resale=2, **shares(equity=80))
    assert found("first_share_too_small", type=30, resale=1, **shares(equity=9))


@pytest.mark.parametrize("rule", ["first_share_too_small", "first_share_too_large", "bought_too_much"])
def test_other_types_of_sale_have_no_limit(rule: str) -> None:
    assert found(rule, type=9, **shares(equity=1, stairbought=100)) == {}


@pytest.mark.parametrize(("code", "lowest", "highest"), [(code, *limits) for code, limits in BOUGHT.items()])
def test_the_share_bought_in_one_transaction(code: int, lowest: int, highest: int) -> None:
    assert found("bought_too_little", type=code, **shares(stairbought=lowest)) == {}
    assert found("bought_too_much", type=code, **shares(stairbought=highest)) == {}
    assert f"{lowest}%" in found("bought_too_little", type=code, **shares(stairbought=lowest - TENTH))["stairbought"]
    assert f"{highest}%" in found("bought_too_much", type=code, **shares(stairbought=highest + TENTH))["type"]


@pytest.mark.parametrize(("joint", "owners"), [(1, "the buyers now own"), (2, "the buyer now owns")])
def test_messages_speak_of_one_buyer_or_of_both(joint: int, owners: str) -> None:
    answers = {"jointpur": joint, **shares(equity=40, stairbought=60, stairowned=50)}
    for rule in ("bought_more_than_owned", "shares_exceed_total"):
        assert owners in found(rule, **answers)["stairowned"]
