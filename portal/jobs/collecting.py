"""The garbage collector during long work: it would look again and again at everything that was there before."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collected_by_hand() -> Iterator[Callable[[], int]]:
    """Collect only where the work calls what it is given, and only what came since.

    Questionnaires and their rules are a million objects that stay. Looking through them whenever a few thousand rows
    have come and gone takes longer than judging the rows.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()
