"""How fast is a page of the list of logs, for each role, compared with the hand-written SQL for the same rows?

Run with `script/bench lists --logs 2000000` for the size that the portal is made for.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.clock import today
from portal.windows import collection_year
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

MOST_QUERIES = 12
MOST_MILLISECONDS = 250
MOST_RATIO = 3
MOST_SHOWN = 2
ORGANISATIONS = 200
URL = "/lettings/lettingslog/"

FILL = """
    INSERT INTO lettings_lettingslog (owning_organisation_id, managing_organisation_id, creation_method,
        collection_year, date, status, postcode_full, la, duplicate_key, version, created_at, updated_at, answers,
        needstype, tenancycode, propcode, unresolved)
    SELECT (%(owners)s::bigint[])[1 + n %% %(count)s], (%(owners)s::bigint[])[1 + (n * 7 / 10) %% %(count)s], 1,
        %(year)s, %(day)s, n %% 3, 'M1 1AE', 'E08000003', '', 1, now(), now(), '{}'::jsonb,
        1 + n %% 2, 'T' || n, 'P' || n, false
    FROM generate_series(1, %(logs)s) AS n
"""
ROWS = """
    SELECT log.id, log.status, log.date, log.tenancycode, owner.name, manager.name
    FROM lettings_lettingslog log
    LEFT JOIN orgs_organisation owner ON owner.id = log.owning_organisation_id
    LEFT JOIN orgs_organisation manager ON manager.id = log.managing_organisation_id
    WHERE log.status IN (0, 1, 2) {scope} ORDER BY log.id DESC LIMIT 20
"""


def main() -> int:
    """Print queries and milliseconds per role; exit code 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="script/bench lists")
    parser.add_argument("--logs", type=int, default=200_000)
    wanted = parser.parse_args(sys.argv[1:])
    people = prepare(wanted.logs)
    good = True
    print(f"logs {wanted.logs:,}")
    for role, (person, scope) in people.items():
        good = measure(role, person, scope) and good
    return 0 if good else 1


def prepare(logs: int) -> dict[str, tuple[Any, str]]:
    """Organisations, people and logs, spread evenly."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
        cursor.execute("ALTER TABLE lettings_lettingslog DISABLE TRIGGER USER")
    organisations = [OrganisationFactory(rent_period_codes=[]) for _ in range(ORGANISATIONS)]
    day: date = today()
    with connection.cursor() as cursor:
        values = {
            "owners": [row.pk for row in organisations],
            "count": ORGANISATIONS,
            "year": collection_year(day),
            "day": day,
            "logs": logs,
        }
        cursor.execute(FILL, values)
        cursor.execute("ALTER TABLE lettings_lettingslog ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
    own = organisations[0]
    return {
        "support": (SupportFactory(), ""),
        "coordinator": (
            CoordinatorFactory(organisation=own),
            f"AND (log.owning_organisation_id = {own.pk} OR log.managing_organisation_id = {own.pk})",
        ),
        "provider": (ProviderFactory(organisation=own), f"AND log.managing_organisation_id = {own.pk}"),
    }


def measure(role: str, person: Any, scope: str) -> bool:
    """One role: the page at the server against the bare SQL, the best of several."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    client.get(URL)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        response = client.get(URL)
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, response.status_code
    with CaptureQueriesContext(connection) as captured:
        client.get(URL)
    database = sum(float(query["time"]) for query in captured) * 1000
    bare = min(_bare(scope) for _ in range(5))
    page = min(times)
    print(
        f"{role:12} {len(captured):>3} queries, {page:>6.0f} ms at the server, {database:>6.1f} ms in the database, bare SQL {bare:.1f} ms"
    )
    for query in sorted(captured, key=lambda query: -float(query["time"]))[:MOST_SHOWN]:
        print(f"             {float(query['time']) * 1000:6.1f} ms {query['sql'][:110]}")
    return len(captured) <= MOST_QUERIES and page <= MOST_MILLISECONDS and database <= max(MOST_RATIO * bare, 50)


def _bare(scope: str) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(scope=scope))
        cursor.fetchall()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
