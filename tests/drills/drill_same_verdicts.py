"""Random logs as rows of a file, through the API and through the door of the pages: is the verdict ever another one?"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.test.utils import override_settings

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.answers_json import AnswersEncoder
from portal.logs.kinds import kind_named, log_types
from portal.logs.record import LogChange, record_many
from portal.logs.uploads.judging import ChunkJudge
from portal.questionnaire.evaluation import Evaluation
from tests.drills.scene import build
from tests.factories.accounts import CoordinatorFactory
from tests.portal.api.calling import DATE, System
from tests.portal.logs.uploads.files import SIZES, row
from tests.portal.logs.uploads.life import send

BATCH = 500
YEAR = 2026
NONSENSE = ("", "", "999999", "-1", "0", "R", "£5", "x", "1.5", "AB1 2CD")


def main() -> int:
    """Print how the logs came out; exit code 1 when two doors differ."""
    parser = argparse.ArgumentParser(prog="script/drill same_verdicts")
    parser.add_argument("--count", type=int, default=1_000, help="logs of each kind")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    with (
        frozen("2026-08-05 12:00"),
        override_settings(ALLOWED_HOSTS=["*"], API_LIMITS={"requests": 10**6, "logs": 10**9}),
    ):
        build(0)
        load_shipped_areas()
        different = 0
        for log_type in log_types():
            statuses, differences = compare(log_type, wanted.count)
            print(f"{log_type:<10} {dict(statuses)}; judged differently: {len(differences)} (bar: 0)")
            for difference in differences[:3]:
                print("   ", difference)
            different += len(differences)
    return 1 if different else 0


def random_rows(organisation: Any, log_type: str, count: int) -> Iterator[dict[int, str]]:
    """Complete rows in which some cells hold another code, nonsense or nothing."""
    chance = random.Random(f"{log_type} {count}")
    for number in range(count):
        found = row(organisation, log_type, YEAR)
        places = range(7, SIZES[log_type, YEAR] + 1)
        for place in chance.sample(places, chance.choice((0, 1, 2, 4, 8))):
            found[place] = str(chance.randint(0, 12)) if chance.random() < 0.7 else chance.choice(NONSENSE)
        found[places[-1]] = found.get(places[-1], "")
        yield found | ({5: f"R{number}"} if log_type == "lettings" else {})


def compare(log_type: str, count: int) -> tuple[Counter[str], list[Any]]:
    """How the logs came out, and those on which the doors do not agree."""
    kind, system = kind_named(log_type), System()
    person = CoordinatorFactory(organisation=system.organisation)
    submission = send(person, *random_rows(system.organisation, log_type, count), log_type=log_type, year=YEAR)
    judged = ChunkJudge(submission).verdicts(list(submission.rows.order_by("number")))
    # Without a date that can be read a row is judged as of another day, and a call is told to send one.
    dated = [
        (read, verdict)
        for _, read, verdict in judged
        if not read.date_stands_in and read.answers.get(DATE[log_type]) is not None
    ]
    # A file passes over what is not asked; a system that sends it is told.
    sent = [
        _answers(read.answers, kind.program(YEAR).parsers.keys() - verdict.evaluation.cleared.keys())
        for read, verdict in dated
    ]
    assert len(dated) > count / 2, "most rows have a date"
    files = [said(verdict.evaluation) for _, verdict in dated]
    calls = list(_by_call(system, log_type, sent))
    pages = list(_by_page(kind, person, sent))
    differences = [
        (answers.get(DATE[log_type]), difference)
        for answers, file, call, page in zip(sent, files, calls, pages, strict=True)
        if (difference := _difference(file, call, page))
    ]
    return Counter(page["status"] for page in pages), differences


def said(evaluation: Evaluation, errors: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a verdict says, in the words that all doors share."""
    errors = evaluation.errors if errors is None else errors
    return {
        "status": evaluation.status.value,
        "errors": sorted({(name, one.rule) for name, problems in errors.items() for one in problems}),
        "warnings": sorted(evaluation.warnings),
        "missing": sorted(evaluation.missing),
    }


def _answers(answers: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    given = {name: value for name, value in answers.items() if value is not None and name in names}
    found: dict[str, Any] = json.loads(json.dumps(given, cls=AnswersEncoder))
    return found


def _by_call(system: System, log_type: str, sent: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(sent), BATCH):
        logs = [{"answers": answers} for answers in sent[start : start + BATCH]]
        answer = system.post(f"{log_type}/{YEAR}/batches/validate", {"logs": logs})
        assert answer.status_code == 200, answer.content[:500]
        for result in answer.json()["results"]:
            yield {
                "status": result["status"],
                "errors": sorted({(error["question"], error.get("rule", error["code"])) for error in result["errors"]}),
                "warnings": sorted(warning["confirm_with"] for warning in result["warnings"]),
                "missing": sorted(result["missing"]),
            }


def _by_page(kind: Any, person: Any, sent: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Written as pages write, and taken back."""
    with transaction.atomic():
        wanted = [LogChange(kind.model(created_by=person), answers, None) for answers in sent]
        recorded = record_many(wanted, actor=person)
        transaction.set_rollback(True)
    for one in recorded:
        yield said(one.evaluation, one.errors)


def _difference(file: Any, call: Any, page: Any) -> Any:
    return {
        name: {"file": file[name], "api": call[name], "page": page[name]}
        for name in page
        if not file[name] == call[name] == page[name]
    }


if __name__ == "__main__":
    sys.exit(main())
