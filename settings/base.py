"""Settings that hold everywhere. local, test and production add what differs."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    # The skin comes first: its templates win over those of the admin.
    "portal.theme.apps.ThemeConfig",
    "portal",
    "accounts",
    "orgs",
    "orgs.api_keys",
    "portal.files",
    "portal.imports",
    "portal.years",
    "supported_housing",
    "portal.logs",
    "portal.logs.uploads",
    "portal.logs.downloads",
    "portal.logs.snapshots",
    "portal.logs.versions",
    "lettings",
    "sales",
    "export_cds",
    "portal.api",
    "portal.statistics",
    # The admin, with our own site in place of the default one.
    "portal.site.apps.CoreAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "import_export",
    "simple_history",
    "django_q",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_email",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    # Before anything that looks at the host name or redirects: load balancers ask by address.
    "portal.health.HealthMiddleware",
    # Outside the rest: whatever they answer under /api/ is turned into the API's own shape.
    "portal.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.parameters.PlainTextMiddleware",
    "accounts.sessions.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Outside of what ends sessions, so that a page that was sent too late is not lost.
    "portal.logs.admin.kept_forms.KeptFormsMiddleware",
    "accounts.sessions.SessionLimitMiddleware",
    "accounts.second_factor.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.years.middleware.QuestionnairesMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Outside of the transaction that the next one may hold open.
    "portal.busy.BusyMiddleware",
    "accounts.staff_guard.StaffSessionMiddleware",
    # Last, so that it sees the outcome of every sign-in.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Every form on the site, also those of installed packages, in GOV.UK markup.
FORM_RENDERER = "portal.theme.renderer.GovRenderer"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
# Local and test runs may pretend another date (see portal/clock.py). Production never does.
CLOCK_STARTS_AT: str | None = None

# --- Database ---------------------------------------------------------------------------------

# Connections stay open: the job queue asks several times a second, and a new connection each
# time made it 15 to 80 times slower. No pool: forked workers would share its sockets.
DATABASE_CONNECTION = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}

# --- People and permissions -------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"

AUTHENTICATION_BACKENDS = [
    # First, so that a locked-out address never reaches the password check.
    "axes.backends.AxesStandaloneBackend",
    "orgs.access_backend.AccessBackend",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Our backend asks guardian itself, so guardian's own would only repeat its queries.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# Nobody is anonymous here, so guardian needs no row to stand for them.
ANONYMOUS_USER_NAME = None

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hour
# By person and address together: an outsider who guesses cannot easily lock the person out of their own desk.
AXES_HANDLER = "accounts.lockout.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "accounts.lockout.typed_address"
AXES_CLIENT_IP_CALLABLE = "portal.client_address.client_address"
AXES_HTTP_RESPONSE_CODE = 429
# How many of our own proxies stand in front; each adds one entry to X-Forwarded-For.
TRUSTED_PROXIES = 0

# Something besides the password for support and statisticians; a reason before they change others' data.
SECOND_FACTOR_REQUIRED = True
STAFF_SESSION_REQUIRED = True
OTP_TOTP_ISSUER = "CORE portal"
OTP_EMAIL_TOKEN_VALIDITY = 900

# --- Sessions, messages, cookies --------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60  # one working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Browser security -------------------------------------------------------------------------

# Scripts and styles come from our own files only: no inline code, no eval.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# A question page of a log has some hundred fields, a bulk action up to a page of rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- API -----------------------------------------------------------------------------------------

# Numbered secrets under which keys are kept (orgs/api_keys/secrets.py). New keys use the highest number; an old one is
# taken away when no key made with it works any more.
API_KEY_PEPPERS: dict[int, str] = {}
# What one key and one organisation may send within a minute.
API_LIMITS = {"requests": 120, "logs": 10_000}
# What is to go from the API: start of the address to the moments (Unix time) since when it is deprecated and from when
# it is gone. Answers from there carry the headers Deprecation (RFC 9745) and Sunset (RFC 8594).
API_DEPRECATED: dict[str, tuple[int, int]] = {}
# A whole instance for trying things out: it takes test keys only (SANDBOX=1).
SANDBOX = False

# --- Statistics --------------------------------------------------------------------------------

# Figures that leave an organisation's own view: counts below `threshold` are not given, the others are rounded to
# `rounding`; fewer logs than `least_logs`, or organisations than `least_organisations`, give no figures at all.
STATISTICS = {"threshold": 5, "rounding": 5, "least_logs": 10, "least_organisations": 10}

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
# Built from npm packages by script/bootstrap; portal/checks.py says so when it is missing.
FRONTEND_BUILD = BASE_DIR / "frontend" / "build"
STATICFILES_DIRS = [FRONTEND_BUILD]
# No other site has business with our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# An import in the admin is checked on one page and confirmed on the next, maybe by another machine.
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Jobs -------------------------------------------------------------------------------------

# The queue is only a trigger; our own tables hold the truth. It delivers at least once.
Q_CLUSTER = {
    "name": "core",
    "orm": "default",
    "bulk": 1,
    # A task in the memory of a busy worker is handed out again after `retry`, so it must be far
    # above timeout plus the wait in the queue.
    "timeout": 60 * 60,
    "retry": 3 * 60 * 60,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    # Successes are not kept: our own tables tell what was done, and counting kept ones at every
    # task cost nine tenths of the throughput. Failures are, and portal/jobs/housekeeping.py ends them.
    "save_limit": -1,
    "recycle": 500,
    "label": "Jobs",
}

# Each queue has workers of its own, so that one slow thing never stops the others (`manage.py work`):
# the tick and short work, e-mails, the export, and everything else that is long.
JOB_QUEUES = {"core": 1, "mail": 1, "export": 1, "long": 2}

# --- E-mail -----------------------------------------------------------------------------------

# Seconds: a mail service that takes a connection and never answers must not hold a worker.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = "core-portal@localhost"
EMAIL_SUBJECT_PREFIX = "[CORE] "

# --- Logging ----------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(levelname)s %(name)s: %(message)s"},
        "json": {"()": "portal.json_log.JsonFormatter"},
    },
    "filters": {
        "refused": {"()": "portal.log_filter.RefusedFilter"},
        "secrets": {"()": "portal.log_filter.SecretsFilter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refused", "secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django brings handlers of its own for these; one line per event is enough.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
