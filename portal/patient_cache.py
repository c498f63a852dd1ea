"""A cache in Redis without which the portal goes on: what is not found in it is worked out again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


class PatientRedisCache(RedisCache):
    """As Django's; while Redis is away it remembers nothing, says so in the log and keeps nobody from working."""

    def _try(self, action: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return action()
        except RedisError:
            logger.exception("The cache does not answer")
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(PatientRedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        self._try(lambda: super(PatientRedisCache, self).set(key, value, *args, **options), None)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        return bool(self._try(lambda: super(PatientRedisCache, self).add(key, value, *args, **options), True))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._try(lambda: super(PatientRedisCache, self).incr(key, delta, version), delta))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(PatientRedisCache, self).delete(key, version), False))

    def answers(self) -> bool:
        """Whether Redis is there."""
        try:
            return bool(self._cache.get_client().ping())
        except RedisError:
            return False
