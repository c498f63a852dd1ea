"""A small questionnaire for tests of the engine, and the means to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from portal.questionnaire.answers import Answers
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Registry

SMALL = """
log_type: lettings
year: 2026
title: Small
date_field: startdate
conditions:
  has_pet: pet == 1
option_sets:
  yes_no:
    1: 'Yes'
    2: 'No'
warning_texts:
  size_check:
    title: Is that right?
stored:
  total_pets:
    type: integer
    label: Pets in all
sections:
  - id: start
    title: Start
    subsections:
      - id: setup
        title: Set up
        questions:
          - {id: startdate, kind: date, number: 1, ask: 'When?', label: Start}
          - {id: pet, kind: radio, number: 2, ask: 'A pet?', label: Pet, options: yes_no}
          - {id: code, kind: text, ask: Code, label: Code, optional: true, max_length: 20}
  - id: more
    title: More
    subsections:
      - id: details
        title: Details
        after_setup: true
        questions:
          - group: animal
            when: has_pet
            questions:
              - id: kind
                kind: radio
                ask: What kind?
                label: Kind of pet
                options: {1: Cat, 2: Dog, 3: Other}
              - id: other
                kind: text
                ask: What other kind?
                label: Other kind
                shown_for: {kind: [3]}
          - {id: pets, kind: number, ask: 'How many?', label: Pets, when: pet == 1, min: 1, max: 9, step: 1, whole: true}
          - id: food
            kind: checkboxes
            ask: What do they eat?
            label: Food
            when: pets >= 2
            options: {meat: Meat, fish: Fish}
          - {id: cost, kind: number, ask: 'Cost?', label: Cost, min: 0, max: 1000, step: 0.01, prefix: £}
          - {id: memo, kind: text, ask: Memo, label: Memo, keep: true, optional: true, when: pet == 2}
        warnings:
          - {confirm: size_check, rule: many}
"""


def small_document() -> dict[str, Any]:
    """The document as a plain mapping, free to be changed."""
    document: dict[str, Any] = yaml.safe_load(SMALL)
    return document


def rules() -> Registry:
    """One hard rule and one that may be confirmed."""
    registry = Registry()

    @registry.hard("T-H-1", fields=["cost"], needs=["cost", "pets"])
    def dear(log: Answers, context: Any) -> str | None:
        """Food for one pet costs at most 500."""
        return "Too dear for one pet" if log["pets"] == 1 and log["cost"] > 500 else None

    @registry.soft("T-S-1", confirm="size_check", fields=["pets"], needs=["pets"])
    def many(log: Answers, context: Any) -> bool:
        """More than five pets are unusual."""
        return bool(log["pets"] > 5)

    return registry


def derivations() -> Derivations:
    """A total that follows from the pets."""
    steps = Derivations()

    @steps.derivation(reads=["pets"], sets=["total_pets"])
    def total(log: Answers, context: Any) -> None:
        """Pets in all."""
        log["total_pets"] = log["pets"]

    return steps


class World:
    """A world without facts."""

    def facts_for(self, answers: Answers) -> Mapping[str, Any]:
        """Nothing is known."""
        return {}


def small_program(document: Mapping[str, Any] | None = None) -> Program:
    """The small questionnaire made ready."""
    return Program(load_questionnaire(document or small_document()), rules(), derivations())
