"""Loading the national postcode directory, against a bare COPY of the same rows.

2.7 million generated rows in the columns of the real file; rows per second and the ratio of times. Runs in a
transaction of its own that is rolled back, so that it leaves the database as it was.
"""

from __future__ import annotations

import csv
import itertools
import os
import resource
import string
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROWS = int(os.environ.get("BENCH_POSTCODES", 2_700_000))
BAR = 8.0
HEADER = ["pcd", "pcd2", "pcds", "dointr", "doterm", "oscty", "ced", "oslaua", "osward", "lat", "long"]
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def postcodes() -> Iterator[tuple[str, str]]:
    """Outward and inward codes that are all different and all valid."""
    outward = (f"{a}{b}{n}" for a in LETTERS for b in LETTERS for n in range(1, 10))
    inward = [f"{n}{a}{b}" for n in string.digits for a in LETTERS for b in LETTERS]
    return itertools.product(outward, inward)


def write_directory(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, (outward, inward) in enumerate(itertools.islice(postcodes(), rows)):
            area = f"E{6_000_000 + number % 300:08d}"
            writer.writerow(
                [f"{outward}{inward}", f"{outward:<4} {inward}", f"{outward} {inward}", "198001", "", "E99999999",
                 "E99999999", area, "E05000000", "53.480000", "-2.240000"]
            )  # fmt: skip


def bare_copy(rows: int) -> float:
    """The floor: rows that are ready, into a table with the same key."""
    from django.db import connection

    ready = [f"{a}{b}\tE06000001\n" for a, b in itertools.islice(postcodes(), rows)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (postcode varchar(8) NOT NULL, la varchar(9) NOT NULL)")
        started = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for start in range(0, len(ready), 5000):
                copy.write("".join(ready[start : start + 5000]))
        cursor.execute("ALTER TABLE bare ADD PRIMARY KEY (postcode)")
        return time.perf_counter() - started


def main() -> int:
    from django.db import transaction

    from portal.addresses.directory import load_directory

    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "directory.csv"
        write_directory(path, ROWS)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        loaded = load_directory(path)
        seconds = time.perf_counter() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        floor = bare_copy(ROWS)
        transaction.set_rollback(True)
    ratio = seconds / floor
    print(f"{loaded.rows:,} postcodes in {seconds:.1f} s ({loaded.rows / seconds:,.0f}/s), memory +{grown:.0f} MB")
    print(f"bare COPY with key: {floor:.1f} s; ratio {ratio:.1f} (bar {BAR})")
    return 0 if ratio <= BAR and loaded.rows == ROWS else 1


if __name__ == "__main__":
    raise SystemExit(main())
