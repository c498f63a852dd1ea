"""Random logs through page and file: do both say the same of them?"""

from __future__ import annotations

import argparse
import logging
import sys

from django.db import connection
from django.test.utils import setup_test_environment

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.same_verdicts.comparing import browser_differences, differences

AT_ONCE = 50


def main() -> int:
    """Print what differs; exit code 1 when anything does."""
    parser = argparse.ArgumentParser(prog="script/drill page_and_file")
    parser.add_argument("--count", type=int, default=1_000, help="logs, half of them lettings and half sales")
    parser.add_argument("--browsed", type=int, default=20, help="logs that are typed into HTML pages as well")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    setup_test_environment()
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group CASCADE")
    with frozen("2026-08-05 12:00"):
        load_shipped_areas()
        return _drill(wanted.count // 2, wanted.browsed, wanted.seed)


def _drill(count: int, browsed: int, seed: int) -> int:
    differing = 0
    for log_type in ("lettings", "sales"):
        for done in range(0, count, AT_ONCE):
            person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
            found = differences(log_type, person, count=min(AT_ONCE, count - done), seed=seed + done)
            differing += len(found)
            for line in found:
                print(f"{log_type}, seed {seed + done}, {line}")
        found, _ = browser_differences(log_type, OrganisationFactory(signed=True), count=browsed // 2, seed=seed)
        differing += len(found)
        for line in found:
            print(f"{log_type}, seed {seed}, {line}")
    print(f"logs through HTML pages as well     {browsed // 2 * 2:>6}")
    print(f"logs through page and file          {count * 2:>6}")
    print(f"differences                         {differing:>6} (bar: 0)")
    return int(differing > 0)
