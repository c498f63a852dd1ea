"""What a draft is checked against: the rules of its kind, every other version, and what the year needs beside it."""

from __future__ import annotations

from functools import lru_cache

from portal.windows.models import CollectionWindow
from portal.years import kinds
from portal.years.checks import Readiness, Scene
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.ready import areas_ready, ranges_ready
from portal.years.tree import Tree


@lru_cache(maxsize=32)
def tree_of_version(pk: int, checksum: str) -> Tree:
    """The tree of a version to compare with; nobody changes it."""
    return QuestionnaireVersion.objects.get(pk=pk).tree


def scene_of(draft: Draft, tree: Tree) -> Scene:
    """One draft as it is now with all that it is held against."""
    kind = kinds.kind_named(draft.log_type)
    others: dict[str, Tree] = {}
    newest = QuestionnaireVersion.objects.standing().filter(log_type=draft.log_type).exclude(year=draft.year)
    for pk, year, checksum in newest.order_by("number").values_list("pk", "year", "checksum"):
        others[str(year)] = tree_of_version(pk, checksum)
    return Scene(
        tree,
        kind.rules,
        kind.derivations,
        base=tree_of_version(draft.base_id, draft.base.checksum),
        others=dict(sorted(others.items(), reverse=True)),
        readiness=readiness_of(draft.log_type, draft.year),
    )


def readiness_of(log_type: str, year: int) -> Readiness:
    """What the year has beside its questionnaire."""
    return Readiness(
        window=CollectionWindow.objects.filter(start_year=year).exists(),
        areas=areas_ready(year),
        ranges=ranges_ready(log_type, year),
    )
