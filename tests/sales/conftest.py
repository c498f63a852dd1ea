"""Pages of logs are sent whole, as a browser does."""

from tests.portal.logs.conftest import client

__all__ = ["client"]
