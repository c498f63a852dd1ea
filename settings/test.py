"""Settings of the automated tests: like local, but quick and closed off."""

import atexit
import shutil
import tempfile
from pathlib import Path

import environ

from settings.local import *  # noqa: F403
from settings.stores import file_stores

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]

# A fast hash: tests sign people in by the hundred.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# What tests set up is done by nobody who is signed in.
SYSTEM_JOB = "tests"

# No test asks a service, whatever the environment names.
ADDRESS_SERVICE_KEY = POSTCODE_SERVICE_URL = ""

# Nothing a test writes stays in the checkout or reaches a bucket named in the environment.
FILES = Path(tempfile.mkdtemp(prefix="core-portal-tests-"))
atexit.register(shutil.rmtree, FILES, ignore_errors=True)
NO_BUCKETS = environ.Env()
NO_BUCKETS.ENVIRON = {}
STORAGES = {
    **file_stores(NO_BUCKETS, FILES),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # find a file when asked instead of listing all of them for every client

# Guessing at passwords is tested where it is meant to be; elsewhere it would lock out the test client.
AXES_ENABLED = False

# Asked for where it is tested; elsewhere support changes things straight away.
STAFF_SESSION_REQUIRED = False
