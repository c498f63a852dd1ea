"""How fast is a file of logs with labels, compared with nothing but writing the same cells as CSV?

The baseline has every line as texts already and only writes them, with the guard against formulas: no database, no
labels. A large file is timed from the list's own query to the last byte on disk, a small one to its first byte.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time

from portal.downloads.models import DownloadKind
from portal.files.formats import write_csv, write_xlsx
from portal.files.registry import Contents, file_kind
from portal.logs.downloads.rows import CHUNK
from tests.factories.accounts import SupportFactory
from tests.scale.bench_export import YEAR, fill

LEAST_RATE = 5_000
MOST_MEMORY_MB = 200
MOST_FIRST_BYTE = 1.0
SAMPLE = 2_000


def main() -> int:
    """Print rates and peak memory; exit code 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="script/bench download")
    parser.add_argument("--logs", type=int, default=100_000)
    wanted = parser.parse_args(sys.argv[1:])
    fill(wanted.logs)
    support = SupportFactory(email=f"files-{time.time()}@example.org")
    first = _first_byte(support)
    rate, busy, size = _timed_csv(support, wanted.logs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare = _bare_rate(support)
    xlsx = _timed_xlsx(support)
    print(f"logs                        {wanted.logs:>10,}")
    print(f"CSV with labels             {rate:>10,.0f} logs/s ({size / 1e6:.0f} MB)")
    print(
        f"the same by processor time  {busy:>10,.0f} logs/s (bar: at least {LEAST_RATE:,}; what else runs does not count)"
    )
    print(f"bare writing of the same    {bare:>10,.0f} logs/s (ratio {busy / bare:.2f})")
    print(f"workbook, {SAMPLE:,} logs        {xlsx:>10,.0f} logs/s")
    print(f"first byte                  {first:>10.2f} s (bar: at most {MOST_FIRST_BYTE})")
    print(f"peak memory                 {memory:>10.0f} MB (bar: below {MOST_MEMORY_MB})")
    return 0 if busy >= LEAST_RATE and memory < MOST_MEMORY_MB and first <= MOST_FIRST_BYTE else 1


def _contents(user: object) -> Contents:
    kind = file_kind("lettings_logs")
    assert kind.record is DownloadKind.LETTINGS_LOGS
    return kind.contents(user, {"query": f"year={YEAR}", "year": YEAR, "codes": False})


def _first_byte(user: object) -> float:
    """What a first request pays as well: the columns of the year are laid out in it."""
    started = time.perf_counter()
    contents = _contents(user)
    contents.count(CHUNK)
    assert contents.as_csv is not None
    next(iter(contents.as_csv))
    return time.perf_counter() - started


def _timed_csv(user: object, logs: int) -> tuple[float, float, int]:
    """Logs a second by the clock and by the time of the processor, and the size of the file."""
    with tempfile.TemporaryFile() as out:
        started, busy = time.perf_counter(), time.process_time()
        contents = _contents(user)
        write_csv(contents, out)
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        return logs / seconds, logs / busy, out.tell()


def _sample(user: object) -> list[list[str]]:
    return [list(line) for line, _ in zip(_contents(user).lines, range(SAMPLE), strict=False)]


def _bare_rate(user: object) -> float:
    lines = _sample(user)
    with tempfile.TemporaryFile() as out:
        started = time.process_time()
        write_csv(Contents([], lines, lambda up_to: len(lines)), out)
        return len(lines) / (time.process_time() - started)


def _timed_xlsx(user: object) -> float:
    with tempfile.TemporaryFile() as out:
        lines = _sample(user)
        started = time.process_time()
        write_xlsx(Contents([], lines, lambda up_to: len(lines)), out, title="Sample")
        return len(lines) / (time.process_time() - started)


if __name__ == "__main__":
    raise SystemExit(main())
