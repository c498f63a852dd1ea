"""A portal on one's own machine: embedded PostgreSQL, files and e-mail in folders under .local."""

import os
from urllib.parse import urlsplit, urlunsplit

import environ

from django.core.exceptions import ImproperlyConfigured

from settings.base import *  # noqa: F403
from settings.base import BASE_DIR, DATABASE_CONNECTION
from settings.stores import file_stores

env = environ.Env()
LOCAL = BASE_DIR / ".local"
# Each database has its mail and files to itself: numbers of logs and names of exports would clash.
FOLDER = LOCAL / "databases" / name if (name := os.environ.get("DATABASE_NAME")) else LOCAL


def _database_url() -> str:
    """Take the database from the environment, else the one script/bootstrap started and noted."""
    if url := os.environ.get("DATABASE_URL"):
        return url
    try:
        url = (LOCAL / "database-server").read_text()
    except FileNotFoundError:
        raise ImproperlyConfigured("No database yet. Run script/bootstrap, or set DATABASE_URL.") from None
    if name := os.environ.get("DATABASE_NAME"):
        url = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    return url


# Pages look and fail as they do in production; `DEBUG=1 script/server` shows tracebacks and reloads.
DEBUG = env.bool("DEBUG", default=False)
# Signs the sessions of this one machine and nothing else.
SECRET_KEY = "local-machine-only-not-a-secret-0123456789-0123456789"  # noqa: S105
API_KEY_PEPPERS = {1: "local-machine-only-not-a-pepper-0123456789"}
SANDBOX = env.bool("SANDBOX", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", ".localhost", "127.0.0.1", "[::1]", "0.0.0.0"])  # noqa: S104
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

DATABASES = {"default": {**env.db_url_config(_database_url()), **DATABASE_CONNECTION}}

STORAGES = {
    **file_stores(env, FOLDER),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Serve static files from where they are written, without a collectstatic step.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = FOLDER / "mail"

SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}")

# None by default: addresses are typed in and authorities are asked, as when a service is down.
ADDRESS_SERVICE_URL = env.str("ADDRESS_SERVICE_URL", default="https://api.os.uk/search/places/v1")
ADDRESS_SERVICE_KEY = env.str("ADDRESS_SERVICE_KEY", default="")
CLAMD_URL = env.str("CLAMD_URL", default="")
POSTCODE_SERVICE_URL = env.str("POSTCODE_SERVICE_URL", default="")

SYSTEM_JOB = env.str("SYSTEM_JOB", default="")  # who stands in histories for programs that run neither page nor command
CLOCK_STARTS_AT = env.str("CLOCK_STARTS_AT", default="") or None

# Invented people whose password everybody knows; nowhere but on one machine.
DEMO_DATA = True

# Nobody reads the mailbox of a demonstration; everywhere else the second factor is asked for.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
