"""Who is asked at every tick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Check = Callable[[datetime], None]
CHECKS: list[Check] = []


def on_tick(check: Check) -> Check:
    """Register a function that starts whatever is due at the given moment (an app imports it in `ready`)."""
    if check not in CHECKS:
        CHECKS.append(check)
    return check
