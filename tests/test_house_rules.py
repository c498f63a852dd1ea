"""Rules of the house that a machine can check."""

import ast
import itertools
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from django.contrib.admin import site
from django.urls import get_resolver

from orgs.relations import Event, unknown, unnamed

parse = cache(ast.parse)
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
    tree = parse(source)
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


# Imports that stand inside a function, each with its reason. Nothing else may.
INSIDE = {
    "portal/addresses/services.py": "only the service that the settings choose is loaded",
    "portal/logs/admin/delete.py": "pages of a log and its deletion lead to each other",
    "portal/theme/forms/base.py": "forms and what draws them know each other",
    "portal/years/live.py": "asked before the models are loaded as well",
    "portal/years/printing.py": "only a worker that prints loads it, where it is installed",
    "portal/years/release.py": "asked before the models are loaded as well",
}
# Ways to reach a room by its name instead of importing it.
BY_NAME = {"get_model", "import_string", "import_module", "__import__"}
MAY_REACH_BY_NAME = {"portal/site/navigation.py": "the roof draws one navigation of all rooms, as data"}


def inside_functions(source: str) -> list[int]:
    """Lines of imports inside functions; `AppConfig.ready` is where rooms register, when models are loaded."""
    found = []
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "ready":
            found += [n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
    return found


def by_name(source: str) -> list[int]:
    """Lines that reach something by its name."""
    calls = [node for node in ast.walk(parse(source)) if isinstance(node, ast.Call)]
    names = [(c.lineno, c.func.attr if isinstance(c.func, ast.Attribute) else getattr(c.func, "id", "")) for c in calls]
    return [line for line, name in names if name in BY_NAME]


def test_imports_stand_at_the_head_of_a_module() -> None:
    found = {str(path.relative_to(ROOT)) for path in modules() if inside_functions(path.read_text())}
    assert found == set(INSIDE)


def test_no_room_is_reached_by_its_name() -> None:
    found = {str(path.relative_to(ROOT)) for path in modules() if by_name(path.read_text())}
    assert found == set(MAY_REACH_BY_NAME)


MOST_LINES_OF_A_FUNCTION = 40
MOST_LINES_OF_A_MODULE = 500


def long_functions(source: str) -> list[str]:
    """Functions that do more than one thing, by their length."""
    functions = [node for node in ast.walk(parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = [(one.name, (one.end_lineno or 0) - one.lineno + 1) for one in functions]
    return [f"{name}: {length} lines" for name, length in lines if length > MOST_LINES_OF_A_FUNCTION]


def test_functions_and_modules_are_short_enough_to_be_read() -> None:
    assert long_functions("def f():\n" + "    pass\n" * 40) == ["f: 41 lines"]
    read = {str(path.relative_to(ROOT)): path.read_text() for path in modules()}
    long = [f"{path} {one}" for path, source in read.items() for one in long_functions(source)]
    long += [path for path, source in read.items() if source.count("\n") > MOST_LINES_OF_A_MODULE]
    assert not long, "Split what does several things:\n" + "\n".join(long)


def test_references_to_the_facts_of_the_domain_lead_somewhere() -> None:
    anchors = {
        path.name: set(re.findall(r'id="([^"]+)"', path.read_text())) for path in (ROOT / "docs/domain").iterdir()
    }
    references = {
        (str(path.relative_to(ROOT)), page, anchor)
        for path in modules()
        for page, anchor in re.findall(r"docs/domain/([\w-]+\.md)#([\d.]*\d)", path.read_text())
    }
    assert references
    assert [one for one in sorted(references) if one[2] not in anchors.get(one[1], ())] == []


NEVER_ANY = {"log", "admin", "actor", "ctx"}


def untyped(source: str) -> list[int]:
    """Lines on which one of the parameters that stand everywhere could be anything."""
    arguments = [node for node in ast.walk(parse(source)) if isinstance(node, ast.arg) and node.arg in NEVER_ANY]
    return [one.lineno for one in arguments if isinstance(one.annotation, ast.Name) and one.annotation.id == "Any"]


def test_what_stands_everywhere_is_typed() -> None:
    assert untyped("def f(log: Any) -> None: ...") == [1]
    found = {str(path.relative_to(ROOT)) for path in modules() if untyped(path.read_text())}
    assert found == set()


def test_the_rules_of_imports_see_what_they_look_for() -> None:
    assert inside_functions("def f():\n    from orgs import models") == [2]
    assert inside_functions("class C:\n    def ready(self):\n        import orgs") == []
    assert by_name("from django.apps import apps\napps.get_model('orgs.Organisation')") == [2]
    assert by_name("import_string('orgs.x')") == [1]


def test_every_room_stands_on_a_floor() -> None:
    """A new room of the portal is named in the contract of the floors (pyproject.toml)."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {room.strip(" ()") for layer in contracts[0]["layers"] for room in layer.replace("|", ":").split(":")}
    rooms = {f"portal.{path.stem}" for path in (ROOT / "portal").iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms -= {f"portal.{name}" for name in ("__init__", "__pycache__", "migrations", "templates")}
    # What Django looks for in the package of an app: it puts the ground floor together.
    rooms -= {"portal.admin", "portal.apps", "portal.models", "portal.wsgi"}
    assert rooms <= named


MAY_LOOK_AT_DIGITS = {
    "portal/parameters.py",
    "portal/api/calls.py",  # the length of a body, which the server has read before
    "portal/api/cursors.py",
    "portal/api/references.py",
    "portal/logs/uploads/correcting/cell_fields.py",  # cells stay text
    "portal/logs/uploads/rows/cells.py",  # on the way of every cell of a file: measured
    "portal/logs/uploads/files/text.py",
    "portal/logs/uploads/models.py",  # names that we gave ourselves
    "supported_housing/external_ids.py",  # numbers of other systems stay text
    "portal/questionnaire/parsing.py",  # the engine's own, of ASCII only
    "portal/years/labels.py",  # digits within the ids of questions
    "portal/management/commands/list_rules.py",  # spec ids
}


def test_numbers_that_were_sent_are_read_in_one_way() -> None:
    """`isdigit` is true of "²", which `int` refuses, and `isdecimal` of more digits than it takes: what is sent goes
    through portal.parameters."""
    looks = (".isdigit()", ".isnumeric()", ".isdecimal()")
    found = {str(path.relative_to(ROOT)) for path in modules() if any(look in path.read_text() for look in looks)}
    assert found == MAY_LOOK_AT_DIGITS


ONE_WORD = {
    r"[Nn]ot provided|Not given yet": "a detail that nobody gave is “Not given”",
    r"Not answered yet|[Nn]o answer yet|No answer given": "a question without an answer is “Not answered”",
    r"\b(?:Add|Create) (?:a )?new\b|\bNew (?:merge|log|scheme|location|window|notification)\b": "records are created, things "
    "are added to what is there already; nothing is called new for that",
    r"\|(?:date|time):(?!['\"](?:c|Y-m-d)['\"])": "days and moments are written by the filters day, when and clock",
    r"\|pluralize(?!:['\"][^'\"]+,)": "a count and its noun are written by the filter counted; only words that agree with "
    "a count are chosen by pluralize",
    r"%-I|:%d %B|%B %Y, ": "days and moments are written by portal.words",
}
"""One word for one thing (docs/glossary.md): what nothing that people read may say, and what it says instead."""
MAY_SAY_OTHERWISE = {"portal/logs/models.py": "the name of a log that has no number yet"}


def test_one_word_stands_for_one_thing() -> None:
    wrong = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
                continue
            name, source = str(path.relative_to(ROOT)), path.read_text()
            wrong += [
                f"{name}: {found[0]}: {instead}"
                for words, instead in ONE_WORD.items()
                for found in re.finditer(words, source)
                if name not in MAY_SAY_OTHERWISE
            ]
    assert wrong == []


PRIVATE_WORDS = re.compile(
    r"(?:^|_)(?:surroundings?|misfits?|strays?|settle|dressed|chrome|habits?|watch|watches|untold|told(?!_at$))(?:_|$)"
    r"|Surroundings|Misfit|Stray|Following|Chrome|Habit|Watch"
)
"""Words of our own for what the field and Django have words for (docs/glossary.md).

What a person is told are messages, errors or labels; `told_at` is the column of a job that says when support was told.
"""


def test_names_are_words_of_the_field() -> None:
    wrong = []
    for path in modules():
        named = {path.stem, path.parent.name}
        for node in ast.walk(parse(path.read_text())):
            named |= {getattr(node, part, None) for part in ("id", "attr", "name", "arg")}
        wrong += [
            f"{path.relative_to(ROOT)}: {name}"
            for name in named
            if isinstance(name, str) and PRIVATE_WORDS.search(name)
        ]
    assert wrong == []


ASKED_FOR = {"reverse", "model_url", "record_url"}
MAY_WRITE_ADDRESSES = {
    "portal/api/middleware.py": "everything below it, whether it is an address or not",
    "portal/api/operations.py": "the addresses as the document of the API has them, with their parameters",
}


def addresses_by_hand(source: str) -> list[str]:
    """Addresses written out, and text put behind one that was asked for: `reverse` takes `query` and `fragment`."""
    found = []
    for node in ast.walk(parse(source)):
        match node:
            case ast.Constant(value=str(text)) if re.match(r"/[a-z_]+/\S*$", text) and text.split("/")[1] in _ours():
                found.append(text)
            case ast.JoinedStr(values=parts):
                found += [
                    ast.unparse(node)
                    for before, after in itertools.pairwise(parts)
                    if isinstance(before, ast.FormattedValue) and _asks_for_an_address(before.value)
                    if isinstance(after, ast.Constant) and str(after.value).startswith(("?", "/"))
                ]
            case ast.BinOp(op=ast.Add(), left=left) if _asks_for_an_address(left):
                found.append(ast.unparse(node))
            case ast.Call(args=[ast.JoinedStr() as name, *_]) if _asks_for_an_address(node):
                if "_meta" in (text := ast.unparse(name)) or "opts" in text:
                    found.append(text)
    return found


@cache
def _ours() -> frozenset[str]:
    """With what the addresses of the portal begin."""
    patterns = [*get_resolver().url_patterns, *site.urls[0]]
    return frozenset(str(one.pattern).lstrip("^").split("/")[0] for one in patterns)


def _asks_for_an_address(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKED_FOR


def test_addresses_are_asked_for() -> None:
    assert addresses_by_hand('x = "/account/"') == ["/account/"]
    assert addresses_by_hand('x = f"/api/v1/{kind}"') == ["/api/v1/"]
    assert addresses_by_hand('x = f"{reverse(name)}?q={text}"')
    assert addresses_by_hand('x = reverse(name) + "?q=1"')
    assert addresses_by_hand('x = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")')
    assert addresses_by_hand('x = reverse(name, query={"q": 1})') == []
    found = {str(path.relative_to(ROOT)): named for path in modules() if (named := addresses_by_hand(path.read_text()))}
    found.pop("portal/theme/record_pages.py", None)
    assert set(found) == set(MAY_WRITE_ADDRESSES), found


def test_what_the_types_do_not_see_says_why() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in modules()
        for line in path.read_text().splitlines()
        if re.search(r"# type: ignore(?!\[[\w-]+(?:,unused-ignore)?\] # \w)", line)
    ]
    assert wrong == []


BLOCKS = re.compile(
    r"<(?:p|div|li|tr|th|td|h[1-6]|ul|ol|table|dl|dt|dd|form|details|fieldset|section|nav|thead|tbody|caption|legend|main"
    r"|header|footer|figure|option)\b"
)


TABLE = re.compile(r'<table\b(?: class="([^"]*)")?')
CARDS = re.compile(r'<div class="results"[^>]*>$')
SCROLLS = re.compile(r'<div class="core-(?:table-)?scroll" tabindex="0" role="region" aria-label(?:ledby)?="[^"]+">$')


def wide_tables(text: str) -> list[int]:
    """Lines of tables that would push the page wider than a narrow screen.

    Rows of lists become cards below `.results`; other tables are moved aside in a region of their own, by keyboard
    too. Rows of forms (`core-table--inline`) stand in the region of their form.
    """
    found = []
    for table in TABLE.finditer(text):
        before, classes = text[: table.start()].rstrip(), (table[1] or "").split()
        kept = CARDS.search(before) or ("core-table" not in classes and SCROLLS.search(before))
        if not kept and "core-table--inline" not in classes:
            found.append(before.count("\n") + 2)
    return found


def test_tables_are_no_wider_than_a_narrow_screen() -> None:
    assert wide_tables('<p>\n<table class="govuk-table">') == [2]
    assert wide_tables('<div class="core-scroll">\n<table>') == [2], "nobody gets at it by keyboard"
    assert wide_tables('<div class="core-scroll" tabindex="0" role="region" aria-label="A">\n<table>') == []
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.html"))
        for line in wide_tables(path.read_text())
    ]
    assert wrong == []


STARTS_WITH_A_SIGN = re.compile(r"\s*(?:\{%[^%]*%\})*[,.:;!?)](?!\w)")


def test_no_line_of_a_template_starts_with_a_sign() -> None:
    """The end of the line before it would be read as a space in front of the sign."""
    assert STARTS_WITH_A_SIGN.match("  {% if answers %}: <b>")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if STARTS_WITH_A_SIGN.match(line)
    ]
    assert wrong == []


def test_templates_have_one_element_a_line() -> None:
    """Words and what stands among them (links, tags) stay on the line of their element."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(BLOCKS.findall(line)) > 1
    ]
    assert wrong == []
