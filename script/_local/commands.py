"""The commands in script/, one function each. Each gives back its exit code."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from . import browser, environment, linting, postgres, serving
from .base import PYTHON, ROOT, Problem, only_one, run, say
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
    env = {**prepare(), "PYTHONPATH": str(ROOT)}
    return _become([PYTHON, "-m", "tests.reference_cases", *arguments], env, folder=None)


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


# Three Django commands in one process: most of the time of each would be its start.
PREPARE_DATA = """
import io
import django
from django.core.management import call_command

django.setup()
call_command("migrate", interactive=False, verbosity=0)
call_command("load_demo", stdout=io.StringIO())
call_command("load_demo", print_sign_ins=True)
"""


@command
def server(arguments: Sequence[str]) -> int:
    """Run the portal on this machine: web server and job worker, with demonstration data."""
    host = os.environ.get("HOST", "127.0.0.1")
    port = int(os.environ.get("PORT", "8000"))
    serving.ensure_free(host, port)
    env = prepare()
    env["DJANGO_SETTINGS_MODULE"] = "settings.local"
    say("bringing tables and demonstration data up to date")
    sign_ins = run([PYTHON, "-c", PREPARE_DATA], "preparing the data", env=env)
    debug = os.environ.get("DEBUG", "").lower() in ("1", "true", "yes", "on")
    processes = {
        "web server": serving.web_command(host, port, debug),
        "job worker": [str(PYTHON), str(ROOT / "manage.py"), "qcluster"],
    }
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
    return serving.serve(processes, env, f"http://{shown}:{port}/", sign_ins)


@command
def test(arguments: Sequence[str]) -> int:
    """Run the tests, on all cores unless told otherwise."""
    env = prepare()
    if found := browser.find():
        env["CHROMIUM"] = found
    else:
        say("NO CHROMIUM FOUND: browser tests cannot run (Debian: apt-get install chromium)")
    cores = str(len(os.sched_getaffinity(0)))
    parallel = [] if _wants_one_process(arguments) else ["-n", cores, "--dist", "worksteal"]
    return _become([PYTHON, "-m", "pytest", *parallel, *arguments], {**env, "DJANGO_SETTINGS_MODULE": "settings.test"})


@command
def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks of tests/scale: the one named, else all."""
    names = sorted(path.stem.removeprefix("bench_") for path in (ROOT / "tests" / "scale").glob("bench_*.py"))
    wanted, rest = (arguments[:1], arguments[1:]) if arguments else (names, [])
    if not arguments:
        say(f"benchmarks: {', '.join(names) or 'none yet'}")
    if unknown := set(wanted) - set(names):
        raise Problem(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(names)}.")
    if "DATABASE_URL" not in os.environ:
        # Millions of made-up logs do not belong among the demonstration data.
        os.environ.setdefault("DATABASE_NAME", "core_portal_bench")
    env = {**prepare(), "DJANGO_SETTINGS_MODULE": "settings.local"}
    run([PYTHON, ROOT / "manage.py", "migrate", "--noinput", "--verbosity", "0"], "migrating the database", env=env)
    failed = []
    for name in wanted:
        say(f"benchmark {name}")
        code = f"import sys, django; django.setup(); from tests.scale.bench_{name} import main; sys.exit(main())"
        if subprocess.run([PYTHON, "-c", code, *rest], cwd=ROOT, env=env, check=False).returncode != 0:
            failed.append(name)
    if failed:
        raise Problem(f"Failed: {', '.join(failed)}")
    return 0


@command
def screenshots(arguments: Sequence[str]) -> int:
    """Take the pictures of the documentation from a running server."""
    return _become([PYTHON, ROOT / "script" / "_local" / "pictures.py"], prepare())


@command
def lint(arguments: Sequence[str]) -> int:
    """Run all checks that read the code."""
    failed = linting.lint(prepare())
    if failed:
        raise Problem(f"Failed: {', '.join(failed)}")
    say("all checks passed")
    return 0


def _wants_one_process(arguments: Sequence[str]) -> bool:
    """Starting workers takes longer than a single file of tests, and a debugger needs the terminal."""
    own = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--co")
    return any(argument.startswith(own) or ".py" in argument for argument in arguments)


def _become(
    parts: Sequence[str | os.PathLike[str]], env: dict[str, str], folder: os.PathLike[str] | None = ROOT
) -> int:
    """Hand this process over to the tool, so that signals and the exit code are its own."""
    if folder is not None:
        os.chdir(folder)
    sys.stdout.flush()
    os.execve(os.fspath(parts[0]), [os.fspath(part) for part in parts], env)
