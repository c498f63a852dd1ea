"""Uploads whose worker dies at any statement and is started again twice: the same logs, errors and counts?"""

from __future__ import annotations

import argparse
import logging
import random
import sys

from django.db import connection

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.uploads import accepting
from portal.logs.uploads.accepting import adding
from portal.logs.uploads.judging import chunks
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.test_killed import delivered, result, worked_on

SMALL_CHUNK = 3


def main() -> int:
    """Print what was found; exit code 1 when a kill left a trace."""
    parser = argparse.ArgumentParser(prog="script/drill upload")
    parser.add_argument("--count", type=int, default=50, help="kills, half while checking and half while adding")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group CASCADE")
    chunks.CHUNK = adding.CHUNK = SMALL_CHUNK
    with frozen("2026-08-05 12:00"):
        load_shipped_areas()
        return _drill(wanted.count, random.Random(wanted.seed))


def _drill(count: int, chosen: random.Random) -> int:
    undisturbed, *statements = _taken_through(0, 0)
    differing = 0
    for _ in range((count + 1) // 2):
        points = (chosen.randint(1, statements[0]), chosen.randint(1, statements[1]))
        differing += _taken_through(*points)[0] != undisturbed
    print(f"statements while checking, adding   {statements[0]:>4}, {statements[1]}")
    print(f"kills                               {(count + 1) // 2 * 2:>4}")
    print(f"uploads that came out otherwise     {differing:>4} (bar: 0)")
    return int(differing > 0)


def _taken_through(dies_checking: int, dies_adding: int) -> tuple[object, int, int]:
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    submission = delivered(person)
    checking = worked_on(submission, dies_checking)
    submission.refresh_from_db()
    accepting.accept(submission=submission, actor=person, with_incomplete=True)
    adding = worked_on(submission, dies_adding)
    return result(submission), checking, adding
