"""Ids among answers, which are whatever was sent."""

from __future__ import annotations

import pytest

from portal.logs.locks import _id
from portal.logs.preload import ids_in


@pytest.mark.parametrize("sent", ["9" * 5000, "²", "-1", "1e9", " ", "٣"])
def test_what_is_no_id_names_nothing(sent: str) -> None:
    """More digits than `int` takes, and digits that it does not know; the verdict tells them."""
    assert ids_in([{"scheme_id": sent}], "scheme_id") == set()
    assert _id(sent) is None
    assert ids_in([{"scheme_id": " 7 "}], "scheme_id") == {_id(" 7 ")} == {7}
