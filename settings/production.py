"""Production. Everything that differs between installations comes from the environment."""

from pathlib import Path

import environ

from settings.base import *  # noqa: F403
from settings.base import BASE_DIR, DATABASE_CONNECTION, JOB_QUEUES, LOGGING, Q_CLUSTER
from settings.stores import file_stores

env = environ.Env()

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
# Keys that were in use before: sessions and links signed with them stay valid.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# "1=first secret,2=second secret": see docs/operations.md.
API_KEY_PEPPERS = {int(number): secret for number, secret in env.dict("API_KEY_PEPPERS", default={}).items()}
SANDBOX = env.bool("SANDBOX", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS", default=[f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]
)

DATABASES = {"default": {**env.db_url_config(env.str("DATABASE_URL")), **DATABASE_CONNECTION}}

# --- Behind a load balancer that ends TLS -------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

# --- Files --------------------------------------------------------------------------------------

# Needed by every kind of file that has no bucket; with several machines it must be shared by all.
DATA_DIR = env.path("DATA_DIR", default=str(BASE_DIR / ".local"))
STORAGES = {
    **file_stores(env, Path(str(DATA_DIR))),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- E-mail -------------------------------------------------------------------------------------

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="accounts.mail.notify.NotifyBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"core@{ALLOWED_HOSTS[0].lstrip('.')}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env.str("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_BASE_URL = env.str("NOTIFY_BASE_URL", default="") or None
if "EMAIL_URL" in env:
    vars().update(env.email_url("EMAIL_URL"))

# --- What the pages and e-mails name ------------------------------------------------------------

SITE_URL = env.str("SITE_URL", default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}")
HELPDESK_EMAIL = env.str("HELPDESK_EMAIL", default="")
HELPDESK_PHONE = env.str("HELPDESK_PHONE", default="")
FEEDBACK_URL = env.str("FEEDBACK_URL", default="")

# --- Address and postcode services --------------------------------------------------------------

ADDRESS_SERVICE_URL = env.str("ADDRESS_SERVICE_URL", default="https://api.os.uk/search/places/v1")
ADDRESS_SERVICE_KEY = env.str("ADDRESS_SERVICE_KEY", default="")
CLAMD_URL = env.str("CLAMD_URL", default="")
POSTCODE_SERVICE_URL = env.str("POSTCODE_SERVICE_URL", default="")

# --- Jobs and cache -----------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
JOB_QUEUES = {**JOB_QUEUES, "long": env.int("WORKERS", default=2)}
if REDIS_URL:
    # A busier queue than PostgreSQL should carry. It loses tasks that a killed worker had taken;
    # the sweeper finds their work by our own tables.
    Q_CLUSTER = {**Q_CLUSTER, "redis": REDIS_URL}
    del Q_CLUSTER["orm"]
    # Sessions stay in the database: while Redis is away people go on working, and only the queue waits.
    CACHES = {
        "default": {
            "BACKEND": "portal.patient_cache.PatientRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }

# --- Logging ------------------------------------------------------------------------------------

LOGGING = {
    **LOGGING,
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["refused", "secrets"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        **LOGGING["loggers"],
        "django-q": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Scanners try wrong host names all day; they get their 400 without a traceback each.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
