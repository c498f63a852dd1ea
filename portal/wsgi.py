"""The web process's way in: `gunicorn portal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

application = get_wsgi_application()

from portal.site.ready import make_ready  # noqa: E402 - only now are the models loaded

make_ready()
