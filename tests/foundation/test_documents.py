"""What the documents name is there: files, tests, commands, modules and what stands in them."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from django.conf import settings
from django.core.management import get_commands

from settings.base import BASE_DIR

DOCUMENTS = [*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").glob("*.md")]
TOP = {path.name for path in BASE_DIR.iterdir() if path.is_dir() and not path.name.startswith(".")}
MADE = ("frontend/build", "frontend/node_modules")
"""What is there only once it has been made."""
_WORD = re.compile(r"[\w.*/:-]+")


def pieces_of_code(text: str) -> Iterator[str]:
    """What stands between backticks, in lines and in blocks."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from (line for block in blocks for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def is_no_path(word: str) -> bool:
    """Whether a word looks like a file of ours that is not there."""
    path, _, test = word.partition("::")
    if path.split("/")[0] not in TOP or "/" not in path or path.startswith(MADE):
        return False
    found = list(BASE_DIR.glob(path.rstrip("/."))) if "*" in path else [BASE_DIR / path]
    if not found or not all(one.exists() for one in found):
        return True
    return bool(test) and test not in {
        getattr(node, "name", "") for node in ast.walk(ast.parse((BASE_DIR / path).read_text()))
    }


def is_no_name(word: str) -> bool:
    """Whether a dotted word looks like a module of ours, or what stands in one, that is not there."""
    first, *rest = word.split(".")
    if first == "settings" and rest:
        return not (BASE_DIR / "settings" / f"{rest[0]}.py").exists() and not hasattr(settings, rest[0])
    if first not in TOP or not rest or rest[-1] == "py" or not (BASE_DIR / first / "__init__.py").exists():
        return False
    found = importlib.import_module(first)
    for part in rest:
        try:
            found = (
                importlib.import_module(f"{found.__name__}.{part}")
                if not hasattr(found, part)
                else getattr(found, part)
            )
        except (ImportError, AttributeError):
            return True
    return False


def missing(text: str) -> list[str]:
    wrong = []
    for piece in pieces_of_code(text):
        for name in re.findall(r"manage(?:\.py)? ([a-z]\w+)", piece):
            wrong += [f"manage.py {name}"] if name not in {*get_commands(), "help"} else []
        for kind, folder in (("drill", "drills"), ("bench", "scale")):
            for name in re.findall(rf"script/{kind} ([a-z]\w+)", piece):
                wrong += [f"{kind} {name}"] if not (BASE_DIR / f"tests/{folder}/{kind}_{name}.py").exists() else []
        for word in _WORD.findall(piece):
            word = word.strip(".:")
            wrong += [word] if is_no_path(word) or ("/" not in word and is_no_name(word)) else []
    return wrong


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_what_a_document_names_is_there(path: Path) -> None:
    assert missing(path.read_text()) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_where_a_document_points_is_something(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text())
    files = [link.partition("#")[0] for link in links if not re.match(r"https?:|mailto:|#", link)]
    assert [name for name in files if not (path.parent / name).exists()] == []


def test_sections_that_the_code_points_to_are_there() -> None:
    wrong = []
    for top in sorted(TOP - {"frontend"}):
        for path in (BASE_DIR / top).rglob("*.py"):
            for name, section in re.findall(r"docs/([\w-]+\.md)(?:, ([A-Z][A-Za-z ]+))?", path.read_text()):
                page = BASE_DIR / "docs" / name
                if not page.exists() or (section and f"# {section}\n" not in page.read_text()):
                    wrong.append(f"{path.relative_to(BASE_DIR)}: docs/{name} {section}")
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "`portal/no_such.py`", "`tests/foundation/test_tools.py::test_no_such`", "`portal.clock.no_such`",
        "`script/manage no_such`", "`script/drill no_such`", "```\nscript/no-such\n```",
    ],
)  # fmt: skip
def test_what_is_not_there_is_found(text: str) -> None:
    assert len(missing(text)) == 1
