"""Documents for tests of versions: those of the release, and a short one with everything that can stand in one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.questionnaire.reading import read_document
from portal.years.checks import Scene
from portal.years.tree import Tree

ROOT = Path(__file__).parents[3]
RELEASED = [("lettings", 2025), ("lettings", 2026), ("sales", 2025), ("sales", 2026)]

SHORT = """
log_type: lettings
year: 2026
title: Short 2026 to 2027
date_field: startdate
option_sets:
  yes_no: {1: 'Yes', 2: 'No'}
conditions:
  general: needstype == 1
guidance: {privacy: Show the tenant the privacy notice.}
warning_texts:
  rent_check: {title: 'Is the rent right?', label: Rent confirmed}
stored:
  household: {type: integer, label: Household type, options: {1: Alone, 2: Family}}
sections:
- id: first
  title: First
  subsections:
  - id: setup
    title: Set up
    questions:
    - {id: startdate, kind: date, number: 1, ask: 'When does it start?', label: Start}
    - {id: needstype, kind: radio, number: 2, ask: 'What kind?', label: Needs, options: {1: General, 2: Supported}}
    - {id: renewal, kind: radio, number: 3, ask: 'Is it a renewal?', label: Renewal, options: yes_no, when: general}
  - id: home
    title: The home
    after_setup: true
    questions:
    - group: size
      when: needstype == 1 and renewal == 2
      questions:
      - {id: beds_known, kind: radio, number: 4, ask: 'Known?', label: Beds known, options: {0: 'Yes', 1: 'No'}}
      - {id: beds, kind: number, number: 4, ask: 'How many?', label: Bedrooms, shown_for: {beds_known: [0]}, min: 1, max: 12}
    - {id: rent, kind: number, number: 5, ask: 'What is the rent?', label: Rent, prefix: £, min: 0, max: 999.99, step: 0.01}
    - {id: access, kind: checkboxes, number: 6, ask: 'What access?', label: Access, options: {step_free: Step free, lift: Lift}}
    - {id: length, kind: number, number: 7, ask: 'How long?', label: Length, when: renewal == 1}
    - {id: length, kind: number, number: 7, ask: 'How long is it?', label: Length, when: renewal == 2}
    warnings:
    - {confirm: rent_check, rule: S-1}
- id: people
  title: People
  subsections:
  - id: household
    title: Household
    after_setup: true
    questions:
    - {id: members, kind: number, number: 8, ask: 'How many people?', label: People, min: 1, max: 8}
    - repeat: {from: 2, to: 4}
      questions:
      - {id: 'age{n}', kind: number, number: 9, number_step: 2, ask: 'How old is person {n}?', label: 'Age of person {n}',
         when: 'members >= {n}'}
      - {id: 'works{n}', kind: radio, number: 10, number_step: 2, ask: 'Does person {n} work?', label: 'Person {n} works',
         options: {1: 'Yes', 2: 'No', 9: Child}, offered_when: {9: 'age{n} < 16'}, when: 'age{n} is answered'}
    - {id: reason, kind: radio, number: 15, ask: 'Why?', label: Reason, options: {1: Moved, 20: Other, 47: Not said},
       after_divider: [47], hidden_options: [1]}
    - {id: reasonother, kind: text, number: 16, ask: 'What reason?', label: Other reason, when: reason == 20, optional: true}
"""


@cache
def released(log_type: str, year: int) -> Tree:
    """The tree of a questionnaire of the release."""
    return Tree(read_document(ROOT / log_type / "questionnaires" / f"{year}.yaml"))


def short() -> dict[str, Any]:
    """A short document."""
    return yaml.load(SHORT, Loader=yaml.CSafeLoader)


def scene(tree: Tree, base: Tree | None = None, **more: Any) -> Scene:
    """The scene of a check: against the document that it was made from."""
    return Scene(tree, base=base, **more)
