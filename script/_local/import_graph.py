"""Which room imports which: one line a room, from the roof to the ground. Run by script/import-graph.

With --write the lines go into docs/architecture.md, which a test compares with the code.
"""

from __future__ import annotations

import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "architecture.md"
BEFORE = "The imports as they are, from the roof down (`script/import-graph` prints them):\n\n```\n"
AFTER = "```\n"
PACKAGES = ("portal", "accounts", "orgs", "supported_housing", "lettings", "sales", "export_cds")


def room_of(module: str) -> str:
    """`portal` is a house of its own: each of its parts is a room."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "portal" else parts[0]


def graph() -> dict[str, set[str]]:
    """Each room with the rooms that it imports. Imports for types only do not count."""
    found = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True)
    rooms: dict[str, set[str]] = {}
    for module in found.modules:
        if ".migrations" in module or module == "portal":
            continue
        imported = {room_of(other) for other in found.find_modules_directly_imported_by(module)}
        rooms.setdefault(room_of(module), set()).update(imported - {room_of(module), "portal"})
    return rooms


def lines(rooms: dict[str, set[str]]) -> list[str]:
    """Those above first: nothing that is imported stands above what imports it."""
    height: dict[str, int] = {}

    def height_of(room: str, below: tuple[str, ...] = ()) -> int:
        if room not in height and room not in below:
            height[room] = 1 + max((height_of(other, (*below, room)) for other in sorted(rooms[room])), default=0)
        return height.get(room, 0)

    for room in sorted(rooms):
        height_of(room)
    ordered = sorted(rooms, key=lambda room: (-height[room], room))
    width = max(map(len, ordered))
    return [f"{room:{width}}  {' '.join(sorted(rooms[room])) or '-'}" for room in ordered]


def on_page(page: str) -> tuple[str, str, str]:
    """The page before the lines, the lines, and what follows."""
    before, found, rest = page.partition(BEFORE)
    if not found:
        raise SystemExit(f"{PAGE.name} has no place for the imports any more")
    written, end, after = rest.partition(AFTER)
    return before + found, written, end + after


if __name__ == "__main__":
    printed = "\n".join(lines(graph())) + "\n"
    if "--write" in sys.argv[1:]:
        before, _, after = on_page(PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(before + printed + after, encoding="utf-8")
    else:
        print(printed, end="")
