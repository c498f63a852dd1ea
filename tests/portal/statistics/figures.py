"""Sums as the counting leaves them, without the logs: enough organisations and areas to tell of."""

from __future__ import annotations

from collections import Counter
from typing import Any

from orgs.models import LocalAuthority
from portal.clock import now
from portal.statistics.models import LastCount, Summary
from tests.factories.orgs import OrganisationFactory

ORGANISATIONS = 12
LITTLE = 3
"""What one organisation and area has of everything: too few to be told."""


def of_one(logs: int) -> dict[str, dict[str, int]]:
    """The figures of an organisation with so many logs."""
    done = logs * 2 // 3
    return {
        "status": {"2": done, "1": logs - done},
        "started": {"2026-06-01": logs},
        "completed": {"2026-06-01": done // 2, "2026-06-29": done - done // 2},
        "bands": {"2026-05:30": done // 2, "2026-05:60": done - done // 2, "2026-05:open": logs - done},
        "days": {"2026-05:12": done // 2, "2026-05:45": done - done // 2},
        "asked": {"beds": logs, "armedforces": logs // 2},
        "missing": {"beds": logs // 4},
        "unknown": {"armedforces": logs // 5},
        "refused": {"armedforces": logs // 10},
        "shown": {"L-S-03": logs // 2},
        "confirmed": {"L-S-03": logs // 4},
        "changed": {"L-S-03": logs // 8},
        "error": {"L-H-FIN-04": logs // 3},
    }


def fill(year: int = 2026, more: Any = None) -> list[Any]:
    """Sums of a dozen organisations, the last of which has little; their members add up to all."""
    LastCount.objects.update_or_create(pk=1, defaults={"at": now()})
    organisations = [*([more] if more else []), *OrganisationFactory.create_batch(ORGANISATIONS)]
    places: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for number, organisation in enumerate(organisations):
        area = f"E0600000{number % 5 if number < len(organisations) - 1 else 9}"
        LocalAuthority.objects.get_or_create(code=area, defaults={"name": f"Area {area}", "start_date": "2009-04-01"})
        figures = of_one(LITTLE if number == len(organisations) - 1 else 60 + 7 * number)
        members = [("all", ""), ("owner", str(organisation.pk)), ("area", area)]
        members += [("part", "12"[number % 2]), ("landlord", ("LA", "PRP")[number % 2])]
        for member in members:
            counted = places.setdefault(member, Counter())
            for measure, items in figures.items():
                counted.update({(measure, item): count for item, count in items.items()})
    rows: dict[tuple[str, str, str], dict[str, int]] = {}
    for (breakdown, member), counted in places.items():
        for (measure, item), count in counted.items():
            if count:
                rows.setdefault((breakdown, member, measure), {})[item] = count
    Summary.objects.bulk_create(
        Summary(log_type="lettings", year=year, breakdown=breakdown, member=member, measure=measure, counts=counts)
        for (breakdown, member, measure), counts in rows.items()
    )
    return organisations
