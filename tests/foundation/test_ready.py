"""What a web process makes before its first request."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from portal.jobs.collecting import collected_by_hand
from portal.logs.kinds import kind_named
from portal.site.ready import make_ready
from portal.years.live import _program, program_of, release_only


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_stays_is_put_aside_for_good() -> None:
    make_ready()
    assert gc.get_freeze_count() > 100_000
    with collected_by_hand():
        pass
    assert gc.get_freeze_count() > 100_000, "long work in a web process leaves it so"


def test_programs_are_there_before_the_first_request_and_no_database_is_asked() -> None:
    """Without the mark for it, any query of this test would fail."""
    make_ready()
    before = _program.cache_info().misses
    with release_only():
        for log_type in ("lettings", "sales"):
            assert program_of(kind_named(log_type), 2026).rules
    assert _program.cache_info().misses == before > 0
