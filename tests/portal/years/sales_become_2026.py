"""The sales of 2025 become those of 2026 in the same way: `script/test tests/portal/years/sales_become_2026.py`.

It is not part of the suite, which does the same with lettings; it takes as long.
"""

from __future__ import annotations

import pytest

from portal.clock import Frozen
from tests.portal.years.test_2025_becomes_2026 import made_in_the_admin

pytestmark = pytest.mark.django_db


def test_sales_are_made_in_the_admin(clock: Frozen, capsys: pytest.CaptureFixture[str]) -> None:
    made_in_the_admin("sales", clock, capsys)
