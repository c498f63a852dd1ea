"""The whole document walked by schemathesis: whatever is sent, answers are those that the document announces."""

from __future__ import annotations

import pytest

from portal.api.calls import collection
from portal.api.openapi import document
from tests.portal.api.calling import System
from tests.portal.api.walking import walk

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-05-05 12:00")]
EXAMPLES = 3
"""For each operation and each of the two kinds of data, right and wrong; `script/drill api_walk` sends more."""


@pytest.fixture(autouse=True)
def _no_limits(settings) -> None:
    settings.API_LIMITS = {"requests": 10**6, "logs": 10**9}


@pytest.mark.parametrize(("log_type", "below", "operations"), [("lettings", "", 15), ("sales", "/api/v1/sales/", 12)])
def test_with_a_key_every_answer_is_announced(log_type: str, below: str, operations: int) -> None:
    headers = {"Authorization": f"Bearer {System().text}"}
    assert walk(document(collection(log_type, 2026)), headers, EXAMPLES, below=below) == operations


def test_without_a_key_nothing_but_the_refusal_comes() -> None:
    headers = {"Authorization": "Bearer core_live_none"}
    assert walk(document(collection("lettings", 2026)), headers, 1) == 15
