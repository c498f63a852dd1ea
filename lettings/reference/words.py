"""Types of letting in words. The code is made of three answers: rent, needs, and the owner's type."""

from __future__ import annotations

RENTS = ("Social rent", "Affordable rent", "Intermediate rent", "Specified accommodation")
NEEDS_AND_PROVIDERS = (
    "general needs, private registered provider",
    "supported housing, private registered provider",
    "general needs, local authority",
    "supported housing, local authority",
)
LETTING_TYPES: dict[int, str] = {
    1 + 4 * rent + other: f"{RENTS[rent]}, {NEEDS_AND_PROVIDERS[other]}"
    for rent in range(len(RENTS))
    for other in range(len(NEEDS_AND_PROVIDERS))
}
