"""Compare files of reference cases with what the portal says: `script/check-cases FILE…`.

Prints each difference and counts them; exits with 0 when there is none that is not on purpose.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases in the order of the files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.local")
    django.setup()
    from portal.management.sample_worlds import find_reference
    from portal.years.live import use_release
    from tests.reference_cases.paths import RANGES
    from tests.reference_cases.run import CasesError, Outcome, report, run_file

    given = _parser().parse_args(arguments)
    use_release()
    outcomes: list[Outcome] = []
    for path in given.files:
        try:
            outcomes.extend(run_file(path, given.log_type, given.year, given.reference or find_reference(path, RANGES)))
        except (CasesError, OSError) as error:
            print(error, file=sys.stderr)
            return 2
    for line in report(outcomes):
        print(line)
    return int(any(not outcome.agrees and not outcome.on_purpose for outcome in outcomes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/check-cases", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--log-type", choices=["lettings", "sales"])
    parser.add_argument("--year", type=int)
    parser.add_argument("--reference", type=Path, help="folder with rent and price ranges (and areas)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
