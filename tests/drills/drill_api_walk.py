"""Right and wrong data in great number to every address of the API of every year that is open, with a key, with a test
key and without: is every answer announced?"""

from __future__ import annotations

import argparse
import logging
import sys
import time

from django.conf import settings

from portal.api.calls import collection, served_years
from portal.api.openapi import document
from portal.clock import frozen
from portal.logs.kinds import kinds
from tests.drills.scene import build
from tests.portal.api.calling import System
from tests.portal.api.walking import walk

BOTH_YEARS_OPEN = "2026-05-05 12:00"


def main() -> int:
    """Ends with the first answer that the document does not announce, and how to send it again."""
    parser = argparse.ArgumentParser(prog="script/drill api_walk")
    parser.add_argument("--count", type=int, default=50, help="examples of each kind for each operation")
    wanted = parser.parse_args(sys.argv[1:])
    settings.API_LIMITS = {"requests": 10**6, "logs": 10**9}
    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.ERROR)
    began, walked = time.process_time(), 0
    with frozen(BOTH_YEARS_OPEN):
        build(0)
        for key in (System().text, System(is_test=True).text, "core_live_none"):
            for kind in kinds():
                for year in served_years(kind):
                    place = document(collection(kind.log_type, year))
                    walked += walk(place, {"Authorization": f"Bearer {key}"}, wanted.count)
    print(f"operations walked  {walked:>7}, each with {wanted.count} right and {wanted.count} wrong examples at most")
    print(f"CPU seconds        {time.process_time() - began:>7.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
