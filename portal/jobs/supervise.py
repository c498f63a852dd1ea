"""All workers as one group: a queue that ends is started again, and none outlives the process that started it."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType

from django_q.cluster import Cluster
from django_q.conf import Conf

from django.db import connections

logger = logging.getLogger(__name__)

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
START_AGAIN_AFTER = 5.0


def supervise(queues: Mapping[str, int], patience: float) -> None:
    """Serve the queues, each with so many workers, until told to stop; then give what is in hand a while to end.

    One process imports the portal and forks the rest, which share its memory.
    """
    connections.close_all()
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    running = {queue: _start(queue, workers) for queue, workers in queues.items()}
    while not stopped:
        time.sleep(0.5)
        for queue, process in running.items():
            if not process.is_alive() and not stopped:
                logger.error("The workers of queue %s ended with code %s; starting them again", queue, process.exitcode)
                time.sleep(START_AGAIN_AFTER)
                running[queue] = _start(queue, queues[queue])
    _end(running, patience)


def _start(queue: str, workers: int) -> ForkProcess:
    process = get_context("fork").Process(target=_serve, args=(queue, workers, os.getpid()), name=f"queue-{queue}")
    process.start()
    return process


def _serve(queue: str, workers: int, parent: int) -> None:
    """One queue: django-q's own cluster, told by its settings which queue it serves."""
    _die_with(parent)
    # What the cluster forks (its guard, and the workers of that) goes as well when the one above it is killed: what is
    # in hand is taken up again, while a group that lived on to finish it would be nobody's to stop.
    os.register_at_fork(after_in_child=lambda: _die_with(os.getppid()))
    Conf.CLUSTER_NAME, Conf.WORKERS = queue, workers
    cluster = Cluster()
    cluster.start()
    while cluster.sentinel is not None and cluster.sentinel.is_alive():
        cluster.sentinel.join(1)


def _die_with(parent: int) -> None:
    """Ask Linux to be killed when the parent ends, however it ends."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _end(running: Mapping[str, ForkProcess], patience: float) -> None:
    for process in running.values():
        process.terminate()
    deadline = time.monotonic() + patience
    for queue, process in running.items():
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            logger.warning("What is in hand on queue %s is left to be taken up again later", queue)
            process.kill()
            process.join()
