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
PAGES = {
    "list": URL,
    "filtered": f"{URL}?status=1&status=0&needstype=1",
    "by manager": f"{URL}?manager={{other}}&status=2",
    "number": f"{URL}?q=log+{{last}}",
    "code": f"{URL}?q=T123",
    "rare code": f"{URL}?q=T{{last}}",
    "common code": f"{URL}?q=HOME-17",
    "postcode": f"{URL}?q=m11a",
    "last page": f"{URL}?p=50",
}

FILL = """
    INSERT INTO lettings_lettingslog (owning_organisation_id, managing_organisation_id, creation_method,
        collection_year, date, status, postcode_full, la, duplicate_key, version, created_at, updated_at, answers,
        questionnaire_version, needstype, tenancycode, propcode, unresolved, unanswered_warnings, confirmed_warnings, set_aside)
    SELECT (%(owners)s::bigint[])[1 + n %% %(count)s], (%(owners)s::bigint[])[1 + (n * 7 / 10) %% %(count)s], 1,
        %(year)s, %(day)s, n %% 3, (ARRAY['M', 'LS', 'B', 'S', 'L'])[1 + n %% 5] || (1 + n %% 40) || ' ' || (n %% 10) || 'AE', 'E08000003',
        CASE WHEN n %% 3 = 2 THEN md5((n + n %% 2)::text) ELSE '' END, 1, now(), now(), '{}'::jsonb,
        1, 1 + n %% 2, 'T' || n, 'HOME-' || n %% 150 || '/' || n, false, '{}', '{}', '{}'
    FROM generate_series(1, %(logs)s) AS n
"""
RELATE = """
    INSERT INTO orgs_organisationrelationship (stock_owner_id, managing_agent_id, created_at, updated_at)
    SELECT DISTINCT owning_organisation_id, managing_organisation_id, now(), now() FROM lettings_lettingslog
    WHERE %(own)s IN (owning_organisation_id, managing_organisation_id)
        AND owning_organisation_id <> managing_organisation_id
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
    people, other = prepare(wanted.logs)
    good = True
    print(f"logs {wanted.logs:,}")
    for role, (person, scope) in people.items():
        print(role)
        for name, url in PAGES.items():
            good = measure(name, url.format(last=wanted.logs, other=other), person, scope) and good
    return 0 if good else 1


def prepare(logs: int) -> tuple[dict[str, tuple[Any, str]], int]:
    """Organisations, people and logs, spread evenly; and an organisation that manages for the first one."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
        cursor.execute("ALTER TABLE lettings_lettingslog DISABLE TRIGGER USER")
    organisations = [OrganisationFactory(rent_period_codes=[], signed=True) for _ in range(ORGANISATIONS)]
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
        cursor.execute(RELATE, {"own": organisations[0].pk})
        cursor.execute("ANALYZE")
    own = organisations[0]
    people = {
        "support": (SupportFactory(), ""),
        "coordinator": (
            CoordinatorFactory(organisation=own),
            f"AND (log.owning_organisation_id = {own.pk} OR log.managing_organisation_id = {own.pk})",
        ),
        "provider": (ProviderFactory(organisation=own), f"AND log.managing_organisation_id = {own.pk}"),
    }
    return people, organisations[1].pk


def measure(name: str, url: str, person: Any, scope: str) -> bool:
    """One page for one role: at the server, the best of several; the plain list also against the bare SQL."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    client.get(url)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        response = client.get(url)
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, response.status_code
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    database = sum(float(query["time"]) for query in captured) * 1000
    page = min(times)
    good = len(captured) <= MOST_QUERIES and page <= MOST_MILLISECONDS
    line = f"  {name:12} {len(captured):>3} queries, {page:>6.0f} ms at the server, {database:>6.1f} ms in the database"
    if url == URL:
        bare = min(_bare(scope) for _ in range(5))
        line += f", bare SQL {bare:.1f} ms"
        good = good and database <= max(MOST_RATIO * bare, 50)
    print(line if good else f"{line}  <-- too much")
    for query in [] if good else sorted(captured, key=lambda query: -float(query["time"]))[:MOST_SHOWN]:
        print(f"             {float(query['time']) * 1000:6.1f} ms {query['sql'][:110]}")
    return good


def _bare(scope: str) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(scope=scope))
        cursor.fetchall()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
