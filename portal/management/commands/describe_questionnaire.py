"""Print what a year asks, in words."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.logs.kinds import kind_named
from portal.management.commands.check_answers import known_year
from portal.questionnaire.describe import code_of, describe
from portal.years.live import release_only

MANY = 30


class Command(BaseCommand):
    """Every question in order with its options, its condition in words and the rules that name it."""

    help = "Print every question of a year in order: options, when it is asked, and the rules that name it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, year, form."""
        parser.add_argument("log_type", help="lettings or sales")
        parser.add_argument("year", help="collection year, such as 2026")
        parser.add_argument("--json", action="store_true", help="as JSON")
        parser.add_argument("--code", action="store_true", help="the functions made for the year, to read a traceback")

    @release_only()
    def handle(self, *args: Any, **options: Any) -> None:
        """As text to read or as JSON."""
        log_type, year = known_year(options["log_type"], options["year"])
        program = kind_named(log_type).program(year)
        if options["code"]:
            self.stdout.write("\n\n\n".join(code_of(program)))
            return
        found = list(describe(program))
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False, default=str))
            return
        subsection = ""
        for question in found:
            if question["subsection"] != subsection:
                subsection = question["subsection"]
                self.stdout.write(f"\n== {subsection}")
            self.stdout.write(_text(question))


def _text(question: dict[str, Any]) -> str:
    number = f"Q{question['number']} " if question["number"] else ""
    lines = [f"\n{number}{question['ask']} [{question['id']}, {question['kind']}]"]
    if len(question["options"]) > MANY:
        lines.append(f"  options: {len(question['options'])} codes")
    elif question["options"]:
        lines += [f"  {code}: {label}" for code, label in question["options"].items()]
    if question["options_from"]:
        lines.append(f"  options from: {question['options_from'].replace('_', ' ')}")
    gate = ", after the set-up is complete" if question["after_setup"] else ""
    lines.append(f"  asked: {question['asked_when']}{gate}")
    for key in ("optional", "derived"):
        if question[key] != "no":
            lines.append(f"  {key}: {question[key]}")
    if question["rules"]:
        lines.append(f"  rules: {', '.join(question['rules'])}")
    return "\n".join(lines)
