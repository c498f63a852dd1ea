"""The commands in script/, one function each. Each gives back its exit code."""

from __future__ import annotations

import errno
import functools
import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from . import browser, dependencies, environment, linting, postgres, serving
from .base import PYTHON, ROOT, Problem, die_with_parent, only_one, run, say
from .prepare import bootstrap as prepare

Command = Callable[[Sequence[str]], int]


def command(function: Command) -> Command:
    """Turn a known problem into one clear message instead of a traceback."""

    @functools.wraps(function)
    def guarded(arguments: Sequence[str]) -> int:
        if list(arguments) in (["-h"], ["--help"]):
            print(inspect.getdoc(function))
            return 0
        try:
            return function(arguments)
        except Problem as problem:
            print(problem, file=sys.stderr)
            return 1
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            print("There is no space left on the disk.", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130

    return guarded


@command
def bootstrap(arguments: Sequence[str]) -> int:
    """script/bootstrap: prepare what is missing, and nothing else.

    A Python environment in .venv, the front end from npm packages, and a PostgreSQL of this checkout's own
    (unless DATABASE_URL names one).
    """
    _no_arguments(arguments, "bootstrap")
    prepare()
    say("ready: script/server starts the portal, script/test runs the tests")
    return 0


@command
def manage(arguments: Sequence[str]) -> int:
    """script/manage COMMAND …: run a Django command; `script/manage help` lists them."""
    return _become([PYTHON, ROOT / "manage.py", *arguments], prepare())


@command
def check_cases(arguments: Sequence[str]) -> int:
    """script/check-cases FILE …: compare files of reference cases with what the portal says.

    --log-type lettings|sales and --year YEAR choose from them; --reference FOLDER names rent and price ranges.
    Prints each difference; exits with 0 when none is left that is not on purpose.
    """
    env = {**prepare(), "PYTHONPATH": str(ROOT)}
    return _become([PYTHON, "-m", "tests.reference_cases", *arguments], env, folder=None)


@command
def database(arguments: Sequence[str]) -> int:
    """script/database [start|stop|restart [immediate]|reset]: the PostgreSQL of this checkout.

    Prints its URL, starting it when it does not run; `stop` ends it; `restart immediate` has it crash and recover;
    `reset` throws all its databases away.
    """
    wanted = list(arguments) or ["start"]
    if wanted == ["stop"]:
        postgres.stop()
    elif wanted in (["restart"], ["restart", "immediate"]):
        postgres.restart("".join(wanted[1:]) or "fast")
    elif wanted == ["reset"]:
        if "DATABASE_URL" in os.environ:
            raise Problem(
                "DATABASE_URL names a database of yours, which this leaves alone. Unset it to reset the embedded one."
            )
        postgres.reset()
    elif wanted == ["start"]:
        if "DATABASE_URL" not in os.environ:
            with only_one("bootstrap"):
                environment.ensure()
        print(postgres.ensure())
    else:
        raise Problem("Use: script/database [start|stop|restart [immediate]|reset]")
    return 0


# Three Django commands in one process: most of the time of each would be its start.
PREPARE_DATA = """
import io, sys
import django
from django.core.management import call_command

def say(line):
    print(f"-- {line}", file=sys.stderr, flush=True)

django.setup()
from portal.history import system_job

with system_job("demonstration data"):
    say("bringing the tables up to date (about half a minute for a new database)")
    call_command("migrate", interactive=False, verbosity=0)
    say("making the demonstration data, where they are missing")
    call_command("load_demo", stdout=io.StringIO())
    call_command("load_demo", print_sign_ins=True)
"""


@command
def server(arguments: Sequence[str]) -> int:
    """script/server: run the portal on this machine, web server and job worker, with demonstration data.

    PORT=8080 and HOST=0.0.0.0 choose where; DEBUG=1 shows tracebacks and reloads; DATABASE_NAME=other keeps apart what
    DATABASE_URL does not name; CLOCK_STARTS_AT=2027-04-01 lives on another day. Ctrl-C ends it.
    """
    _no_arguments(arguments, "server")
    host, port = serving.place_from_environment()
    env = prepare()
    env["DJANGO_SETTINGS_MODULE"] = "settings.local"
    sign_ins = _prepare_data(env)
    debug = os.environ.get("DEBUG", "").lower() in ("1", "true", "yes", "on")
    processes = {
        "web server": serving.web_command(host, port, debug),
        "job worker": [str(PYTHON), str(ROOT / "manage.py"), "work"],
    }
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
    return serving.serve(processes, env, f"http://{shown}:{port}/", sign_ins)


@command
def test(arguments: Sequence[str]) -> int:
    """script/test [arguments of pytest]: run the tests, on all cores unless single files are named.

    `script/test tests/orgs -k merge` chooses; `script/test -h -h` shows what pytest takes.
    """
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
    """script/bench [NAME] [arguments]: run the benchmarks of tests/scale, or the one named.

    Each prints a ratio against a baseline measured in the same run. They use a database of their own.
    """
    return _run_each("bench", "scale", arguments)


@command
def drill(arguments: Sequence[str]) -> int:
    """script/drill [NAME] [--count N]: break things on purpose and print what was lost, or list the drills.

    They use a database of their own. The short drills are among the tests (tests/drills).
    """
    if not arguments:
        say(f"drills: {', '.join(_names_of('drill', 'drills'))}")
        return 0
    return _run_each("drill", "drills", arguments)


def _names_of(kind: str, folder: str) -> list[str]:
    return sorted(path.stem.removeprefix(f"{kind}_") for path in (ROOT / "tests" / folder).glob(f"{kind}_*.py"))


def _run_each(kind: str, folder: str, arguments: Sequence[str]) -> int:
    """The one that is named, else all, in a database of their kind: what they fill it with does not belong elsewhere."""
    names = _names_of(kind, folder)
    wanted, rest = (arguments[:1], arguments[1:]) if arguments else (names, [])
    if not arguments:
        say(f"{kind}: {', '.join(names)}")
    if unknown := set(wanted) - set(names):
        raise Problem(f"There is no {kind} {', '.join(sorted(unknown))}. There are: {', '.join(names)}.")
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("DATABASE_NAME", f"core_portal_{kind}")
    env = {**prepare(), "DJANGO_SETTINGS_MODULE": "settings.local", "SYSTEM_JOB": kind}
    run([PYTHON, ROOT / "manage.py", "migrate", "--noinput", "--verbosity", "0"], "migrating the database", env=env)
    failed = []
    for name in wanted:
        say(f"{kind} {name}")
        module = f"tests.{folder}.{kind}_{name}"
        code = (
            f"import sys, django; django.setup(); from {module} import main; from portal.history import system_job\n"
            f"with system_job({kind!r}): sys.exit(main())"
        )
        if subprocess.run([PYTHON, "-c", code, *rest], cwd=ROOT, env=env, check=False).returncode != 0:
            failed.append(name)
    if failed:
        raise Problem(f"Failed: {', '.join(failed)}")
    return 0


@command
def screenshots(arguments: Sequence[str]) -> int:
    """script/screenshots: take the pictures of docs/images anew from a server that runs (PORT=8000)."""
    return _become([PYTHON, ROOT / "script" / "_local" / "pictures.py"], prepare())


@command
def lint(arguments: Sequence[str]) -> int:
    """script/lint: run all checks that read the code without running it."""
    _no_arguments(arguments, "lint")
    failed = linting.lint(prepare())
    if failed:
        raise Problem(f"Failed: {', '.join(failed)}")
    say("all checks passed")
    return 0


@command
def update_dependencies(arguments: Sequence[str]) -> int:
    """script/update-dependencies [--upgrade]: compile requirements*.txt with hashes from requirements*.in.

    What is pinned in the lists stays; with --upgrade, what those bring with them moves to its newest version.
    """
    upgrade = dependencies.refuse_unknown(list(arguments))
    prepare()
    dependencies.compile_lists(upgrade)
    return 0


@command
def audit(arguments: Sequence[str]) -> int:
    """script/audit: look up known vulnerabilities of all dependencies and write the bill of materials to .local/sbom."""
    _no_arguments(arguments, "audit")
    prepare()
    if failed := dependencies.audit():
        raise Problem(f"Failed: {', '.join(failed)}")
    return 0


def _no_arguments(arguments: Sequence[str], name: str) -> None:
    if arguments:
        raise Problem(f"script/{name} takes no arguments (see script/{name} --help).")


def _prepare_data(env: dict[str, str]) -> str:
    """Bring tables and demonstration data up to date, saying so; give back who can sign in."""
    result = subprocess.run(
        [PYTHON, "-c", PREPARE_DATA], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False,
        preexec_fn=die_with_parent,
    )  # fmt: skip
    if result.returncode != 0:
        raise Problem("Preparing the data failed; see the messages above.")
    return result.stdout


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


@command
def import_graph(arguments: Sequence[str]) -> int:
    """script/import-graph [--write]: print which room imports which, or write it into docs/architecture.md."""
    if arguments not in ([], ["--write"]):
        raise Problem("script/import-graph takes nothing but --write.")
    return _become([PYTHON, ROOT / "script" / "_local" / "import_graph.py", *arguments], prepare())
