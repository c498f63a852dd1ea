from collections.abc import Iterator

import pytest

from portal.years import live


@pytest.fixture(autouse=True)
def _versions_come_and_go() -> Iterator[None]:
    """Versions of another test go by the same numbers."""
    yield
    live.forget()
