"""Two people on one page at the same moment: is an answer lost, put back, or a conflict told that is none?"""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

from django.test.utils import setup_test_environment
from django.urls import reverse

from accounts.models import User
from portal.clock import frozen
from portal.logs.kinds import log_types
from tests.drills.scene import build, side_by_side
from tests.factories.accounts import CoordinatorFactory
from tests.portal.logs.filling import FillingClient, page_of
from tests.portal.logs.record.worlds import CODE, recorded

CONFLICT = "Someone else has answered the same question"


def main() -> int:
    """Print what was found; exit code 1 when an answer was lost or the wrong person was told."""
    parser = argparse.ArgumentParser(prog="script/drill two_people")
    parser.add_argument("--count", type=int, default=100, help="pages opened by two people, half of each kind")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    setup_test_environment()
    with frozen("2026-08-05 12:00"):
        scene = build(0, organisations=1)
        people = [CoordinatorFactory(organisation=scene.organisations[0]) for _ in range(2)]
        found: Counter[str] = Counter()
        for log_type in log_types():
            found += _rounds(log_type, people, wanted.count // len(log_types()))
    print(f"pages opened by two people           {found['pages']:>6}")
    print(f"different questions, both kept       {found['both kept']:>6} of {found['different']}")
    print(f"told of a conflict that is none      {found['false conflict']:>6} (bar: 0)")
    print(f"same question, one kept, one told    {found['one told']:>6} of {found['same']}")
    print(f"rows of history off the saves        {found['history']:>6} (bar: 0)")
    held = found["both kept"] == found["different"] and found["one told"] == found["same"]
    return 0 if held and not found["false conflict"] and not found["history"] else 1


def _rounds(log_type: str, people: list[User], count: int) -> Counter[str]:
    """Every other time the two answer the same question, else different ones."""
    found: Counter[str] = Counter()
    log = recorded(log_type, people[0])
    browsers = [_signed_in(person) for person in people]
    meta = log._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_subsection", args=[log.pk, "setup"])
    saves = log.history.count()
    for number in range(count):
        same = number % 2 == 1
        code, day = f"{log_type[0]}{number}", log.date + timedelta(days=1)
        second = {CODE[log_type]: f"{code}b"} if same else _as_typed(log.kind.date_field, day)
        answers = _at_once(browsers, url, [{CODE[log_type]: code}, second])
        conflicts = sum(CONFLICT in answer.content.decode() for answer in answers)
        kept = sum(answer.status_code == 302 for answer in answers)
        saves += kept
        log.refresh_from_db()
        now_stored = log.answers[CODE[log_type]]
        found["pages"] += 1
        if same:
            found["same"] += 1
            found["one told"] += kept == conflicts == 1 and now_stored in (code, f"{code}b")
        else:
            found["different"] += 1
            found["both kept"] += kept == 2 and (now_stored, log.date) == (code, day)
            found["false conflict"] += conflicts
    found["history"] = abs(log.history.count() - saves)
    return found


def _signed_in(person: User) -> FillingClient:
    browser = FillingClient()
    browser.force_login(person)
    return browser


def _as_typed(field: str, day: Any) -> dict[str, str]:
    return {f"{field}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def _at_once(browsers: list[FillingClient], url: str, changes: list[dict[str, str]]) -> list[Any]:
    """Both open the page before either sends it, and both send it together."""
    sent = [
        {**page_of(browser, url), **change, "later": "1"} for browser, change in zip(browsers, changes, strict=True)
    ]
    ready: threading.Barrier = threading.Barrier(len(browsers))
    answers: list[Any] = [None] * len(browsers)

    def act(number: int) -> None:
        ready.wait(60)
        answers[number] = browsers[number].post(url, sent[number])

    if problems := side_by_side(len(browsers), act):
        raise problems[0]
    return answers


if __name__ == "__main__":
    sys.exit(main())
