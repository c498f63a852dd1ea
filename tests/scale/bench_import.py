"""How long does a file of rent ranges take to be checked and imported, compared with inserting the same rows bare?

A file of a year has some 9,000 rows. Checking goes through every row as importing does and takes it back.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from decimal import Decimal
from itertools import islice, product

from django.core.files.base import ContentFile
from django.db import connection

from lettings.models import RentRange
from lettings.reference.words import LETTING_TYPES
from orgs.areas.shipped import load_shipped_areas
from orgs.models import LocalAuthority
from portal.imports.ask import confirm, send
from portal.imports.kinds import import_kind
from portal.imports.models import ImportState
from portal.jobs.work import carry_out
from tests.factories.accounts import SupportFactory

MOST_SECONDS = 120
YEAR = 2026


def main() -> int:
    """Print seconds, ratio and peak memory; exit code 1 when it takes too long or rows are missing."""
    parser = argparse.ArgumentParser(prog="script/bench import")
    parser.add_argument("--rows", type=int, default=9_000)
    wanted = parser.parse_args(sys.argv[1:])
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE lettings_rentrange, accounts_user CASCADE")
    load_shipped_areas()
    rows = keys(wanted.rows)
    user = SupportFactory()
    sent = send(
        user=user,
        kind=import_kind("lettings.rentrange"),
        file=ContentFile(as_csv(rows), "rents.csv"),
        start_year=YEAR,
    )
    began = time.perf_counter()
    checked = carry_out(type(sent), sent.pk)
    check = time.perf_counter() - began
    assert checked.state == ImportState.READY, checked.problems
    confirm(user=user, sent=checked)
    began = time.perf_counter()
    done = carry_out(type(sent), sent.pk)
    seconds = time.perf_counter() - began
    kept = RentRange.objects.filter(start_year=YEAR).count()
    bare = bare_insert(rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rows                 {len(rows):>10,}")
    print(f"check                {check:>10.2f} s (bar: at most {MOST_SECONDS})")
    print(f"import with history  {seconds:>10.2f} s (bar: at most {MOST_SECONDS})")
    print(f"bulk_create          {bare:>10.2f} s")
    print(f"ratio                {seconds / bare:>10.1f}")
    print(f"peak memory          {memory:>10.0f} MB")
    right = done.state == ImportState.DONE and kept == len(rows)
    return 0 if right and max(check, seconds) <= MOST_SECONDS else 1


def keys(number: int) -> list[tuple[str, int, int]]:
    """Authority, bedrooms and type of letting of each row."""
    areas = LocalAuthority.objects.filter(code__startswith="E", end_date=None).values_list("code", flat=True)
    return list(islice(product(areas.order_by("code"), range(5), LETTING_TYPES), number))


def as_csv(rows: list[tuple[str, int, int]]) -> bytes:
    lines = [f"{kind},{area},{beds},60,130,25,900" for area, beds, kind in rows]
    return "\n".join(["lettype,la,beds,soft_min,soft_max,hard_min,hard_max", *lines]).encode()


def bare_insert(rows: list[tuple[str, int, int]]) -> float:
    ranges = [
        RentRange(
            start_year=YEAR - 1,
            la=area,
            beds=beds,
            lettype=kind,
            soft_min=Decimal(60),
            soft_max=Decimal(130),
            hard_min=Decimal(25),
            hard_max=Decimal(900),
        )
        for area, beds, kind in rows
    ]
    began = time.perf_counter()
    RentRange.objects.bulk_create(ranges, batch_size=1_000)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
