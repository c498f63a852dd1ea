#!/usr/bin/env python3
"""Django's command line. `script/manage` runs it with environment and database ready."""

import os
import sys


def main() -> None:
    """Run the command named on the command line, with the local settings unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.local")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit("Django is not installed here. Run script/manage instead of manage.py.") from error
    from portal.history import system_job

    with system_job(f"manage.py {' '.join(sys.argv[1:2])}"):  # what a command changes stands in histories by its name
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
