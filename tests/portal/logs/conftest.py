"""Pages of logs are sent whole, as a browser does."""

from __future__ import annotations

import pytest

from tests.portal.logs.filling import FillingClient


@pytest.fixture
def client() -> FillingClient:
    """In place of the plain one."""
    return FillingClient()
