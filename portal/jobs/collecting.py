"""The garbage collector during long work: it would look again and again at everything that was there before."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

STAGES = 10


@contextmanager
def collected_by_hand() -> Iterator[Callable[[], None]]:
    """Collect only after some stages of the work, which calls what it is given after each, and only what came since.

    Questionnaires and their rules are a million objects that stay. Looking through them whenever a few thousand rows
    have come and gone takes longer than judging the rows, which leave hardly anything behind that refers to itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    # A web process has put aside what stays when it started (portal/site/ready.py), and that remains so.
    put_aside_here = gc.get_freeze_count() == 0
    if put_aside_here:
        gc.freeze()
    stages = count(1)

    def stage_done() -> None:
        if next(stages) % STAGES == 0:
            gc.collect()

    try:
        yield stage_done
    finally:
        if put_aside_here:
            gc.unfreeze()
        if was_on:
            gc.enable()
