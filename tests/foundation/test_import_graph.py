"""docs/architecture.md shows the imports as they are."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_graph_on_the_page_is_that_of_the_code() -> None:
    """When it fails: `script/import-graph --write`, after a look at whether the new arrow should be there."""
    spec = importlib.util.spec_from_file_location("import_graph", ROOT / "script" / "_local" / "import_graph.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, written, _ = module.on_page(module.PAGE.read_text(encoding="utf-8"))
    assert written.splitlines() == module.lines(module.graph())
