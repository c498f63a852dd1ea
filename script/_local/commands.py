"""The commands in script/, one function each. Each gives back its exit code."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence

from . import environment, postgres
from .base import PYTHON, ROOT, Problem, only_one, say
from .prepare import bootstrap as prepare

Command = Callable[[Sequence[str]], int]


def command(function: Command) -> Command:
    """Turn a known problem into one clear message instead of a traceback."""

    @functools.wraps(function)
    def guarded(arguments: Sequence[str]) -> int:
        try:
            return function(arguments)
        except Problem as problem:
            print(problem, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130

    return guarded


@command
def bootstrap(arguments: Sequence[str]) -> int:
    """Prepare the checkout."""
    prepare()
    say("ready: script/server starts the portal, script/test runs the tests")
    return 0


@command
def manage(arguments: Sequence[str]) -> int:
    """Run a Django command."""
    return _become([PYTHON, ROOT / "manage.py", *arguments], prepare())


@command
def check_cases(arguments: Sequence[str]) -> int:
    """Check a file of cases against the questionnaires."""
    return _become([PYTHON, ROOT / "manage.py", "check_cases", *arguments], prepare(), folder=None)


@command
def database(arguments: Sequence[str]) -> int:
    """Print the database's URL (starting the server), or stop or reset the server."""
    wanted = list(arguments) or ["start"]
    if wanted == ["stop"]:
        postgres.stop()
    elif wanted == ["reset"]:
        postgres.reset()
    elif wanted == ["start"]:
        if "DATABASE_URL" not in os.environ:
            with only_one("bootstrap"):
                environment.ensure()
        print(postgres.ensure())
    else:
        raise Problem("Use: script/database [start|stop|reset]")
    return 0


def _become(parts: Sequence[str | os.PathLike[str]], env: dict[str, str], folder: os.PathLike[str] | None = ROOT) -> int:
    """Hand this process over to the tool, so that signals and the exit code are its own."""
    if folder is not None:
        os.chdir(folder)
    sys.stdout.flush()
    os.execve(os.fspath(parts[0]), [os.fspath(part) for part in parts], env)
