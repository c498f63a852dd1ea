"""List every rule in words, so that the documentation cannot drift from the code."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.questionnaire.describe import severity_word, years_of
from portal.questionnaire.rules import Rule
from portal.years.live import release_only


class Command(BaseCommand):
    """Rules of lettings, then of sales, in order of the ids of their facts."""

    help = "List every rule in words with its severity, years and fields."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write."""
        parser.add_argument("--write", type=Path, metavar="FILE", help="write the page instead of printing it")

    @release_only()
    def handle(self, *args: Any, **options: Any) -> None:
        """Print, or write docs/rules.md."""
        page = rules_page()
        if options["write"]:
            options["write"].write_text(page, encoding="utf-8")
            self.stdout.write(f"wrote {options['write']}")
        else:
            self.stdout.write(page, ending="")


def rules_page() -> str:
    """The whole page."""
    lines = [
        "# Rules",
        "",
        "Made by `script/manage list_rules --write docs/rules.md`; do not edit it here. An error stops the save; a",
        "warning asks the user to confirm. Beside each rule stands the id of its facts in docs/domain. Each kind's",
        "engine rules (numbers, dates, codes) are not listed.",
    ]
    for kind in kinds():
        lines += [
            "",
            f"## {kind.words.title}",
            "",
            "| Rule | Facts | Kind | Years | Fields | What it says |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_row(kind, rule) for rule in sorted(kind.rules.rules, key=lambda rule: _natural(rule.facts))]
    return "\n".join(lines) + "\n"


def _row(kind: LogKind, rule: Rule) -> str:
    years = years_of(rule, kind.years)
    when = "all" if years == kind.years else ", ".join(map(str, years)) or "none now"
    what = severity_word(rule)
    if rule.confirm:
        what += f", confirmed by `{rule.confirm}`"
    fields = ", ".join(f"`{name}`" for name in rule.fields)
    if rule.persons:
        fields += f" (n = {rule.persons[0]} to {rule.persons[-1]})"
    return f"| {rule.id} | {rule.facts} | {what} | {when} | {fields} | {_cell(rule.words)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _natural(rule_id: str) -> list[Any]:
    return list(_parts(rule_id))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    for part in text.replace("_", "-").split("-"):
        yield (int(part), "") if part.isdigit() else (-1, part)
