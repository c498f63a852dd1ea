"""Which room imports which: one line a room, from the roof to the ground. Run by script/import-graph."""

from __future__ import annotations

import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

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
            height[room] = 1 + max((height_of(other, (*below, room)) for other in rooms[room]), default=0)
        return height.get(room, 0)

    ordered = sorted(rooms, key=lambda room: (-height_of(room), room))
    width = max(map(len, ordered))
    return [f"{room:{width}}  {' '.join(sorted(rooms[room])) or '-'}" for room in ordered]


if __name__ == "__main__":
    print("\n".join(lines(graph())))
