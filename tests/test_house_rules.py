"""Rules of the house that a machine can check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from orgs.relations import Event, unknown, unnamed

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("portal", "accounts", "orgs", "supported_housing", "lettings", "sales", "export_cds")
MAY_ASK_FOR_TIME = {"portal/clock.py"}

# What asks the system for the time, as it is written after imports are undone.
ASKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "time.time",
    "time.localtime",
    "time.gmtime",
}
# localtime(value) only converts; without a value it asks.
ASKS_ONLY_WITHOUT_A_VALUE = {
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "time.localtime",
    "time.gmtime",
}
# Fields that ask by themselves at every save.
AUTOMATIC = {"auto_now", "auto_now_add"}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def breaches(source: str) -> list[tuple[int, str]]:
    """Name each place in a module that asks for the time behind the clock's back."""
    tree = ast.parse(source)
    names = imported(tree)
    found = []
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            name = full_name(node, names)
            call = called.get(id(node))
            converts = call is not None and bool(call.args or call.keywords) and name in ASKS_ONLY_WITHOUT_A_VALUE
            if name in ASKS and not converts:
                found.append((node.lineno, name))
        if isinstance(node, ast.keyword) and node.arg in AUTOMATIC:
            found.append((node.value.lineno, node.arg))
    return found


def imported(tree: ast.Module) -> dict[str, str]:
    """Map each name in the module to what it was imported from."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str | None:
    """Write `dt.now` out as `datetime.datetime.now`."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        before = full_name(node.value, names)
        return f"{before}.{node.attr}" if before else None
    return None


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now\nnow()",
        "from django.utils import timezone as tz\nfield = Field(default=tz.now)",
        "import datetime as dt\ndt.date.today()",
        "from datetime import datetime\ndatetime.now(UTC)",
        "from django.utils.timezone import localdate\nlocaldate()",
        "import time\ntime.time()",
        "created = models.DateTimeField(auto_now_add=True)",
    ],
)
def test_the_rule_sees_every_way_of_asking(source: str) -> None:
    assert breaches(source)


@pytest.mark.parametrize(
    "source",
    [
        "from portal.clock import now\nnow()",
        "from django.utils import timezone\ntimezone.localtime(log.created_at)",
        "from datetime import datetime\ndatetime.fromisoformat('2026-04-01')",
        "import time\ntime.perf_counter()",
    ],
)
def test_the_rule_leaves_the_rest_alone(source: str) -> None:
    assert not breaches(source)


def test_time_comes_from_the_clock_alone() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in modules()
        if str(path.relative_to(ROOT)) not in MAY_ASK_FOR_TIME
        for line, name in breaches(path.read_text())
    ]
    assert not wrong, "Use portal.clock.now or today instead:\n" + "\n".join(wrong)


@pytest.mark.parametrize("event", list(Event))
def test_every_relation_to_organisations_and_people_is_named(event: Event) -> None:
    """A new foreign key says in `AppConfig.ready` of its room what becomes of it (see orgs/relations.py)."""
    assert unnamed(event) == []
    assert unknown(event) == []
