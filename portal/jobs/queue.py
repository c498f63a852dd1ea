"""Waking a worker. The queue is only a trigger: when it cannot be reached, the rows wait for the next tick."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django_q.tasks import async_task
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def enqueue(task: str, *arguments: Any, queue: str, timeout: timedelta, name: str = "") -> None:
    """Ask a worker of this queue to call the function; nobody who asks for work meets a queue that is away."""
    options = {"task_name": name} if name else {}
    try:
        async_task(task, *arguments, cluster=queue, timeout=int(timeout.total_seconds()), **options)
    except RedisError:
        logger.exception("The queue cannot be reached; %s%s waits for the next tick", task, arguments)
