"""Pictures of pages for people to look at, kept under .local/screenshots: PICTURES=320,print,forced names the ways.

`1` is the page on a desk, and asks for every page; the other ways need pages of distinct shape only.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

FOLDER = Path(".local") / "screenshots"
DESK: dict[str, Any] = {"width": 1280, "height": 900}
WIDTHS = {"1": 1280, "1100": 1100, "320": 320, "forced": 1280}
TALLEST = 5000  # a dictionary of all answers goes on for much longer, always the same
WAYS = (*WIDTHS, "print")


def ways() -> tuple[str, ...]:
    """The ways to look at a page that were asked for."""
    asked = tuple(filter(None, os.environ.get("PICTURES", "").split(",")))
    if unknown := [way for way in asked if way not in WAYS]:
        raise ValueError(f"PICTURES takes {', '.join(WAYS)}, not {', '.join(unknown)}")
    return asked


def take(page: Any, role: str, name: str) -> None:
    """Keep the page in each of the ways, and leave it as it stood on a desk."""
    for way in ways():
        folder = FOLDER / role.replace(" ", "-") / ("" if way == "1" else way)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name.replace(":", "-")
        if way == "print":
            # What a printer gets: broken into sheets, and without backgrounds.
            page.pdf(
                path=path.with_suffix(".pdf"),
                format="A4",
                margin=dict.fromkeys(("top", "bottom", "left", "right"), "1cm"),
            )
            continue
        page.set_viewport_size({**DESK, "width": WIDTHS[way]})
        if way != "forced":
            page.reload()  # what is open or closed is decided when the page loads
        else:
            page.emulate_media(forced_colors="active", color_scheme="dark")
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        clip = {"x": 0, "y": 0, "width": WIDTHS[way], "height": height}
        page.screenshot(path=path.with_suffix(".png"), full_page=True, clip=clip)
        page.emulate_media(forced_colors="none", color_scheme="light")
    page.set_viewport_size(DESK)
