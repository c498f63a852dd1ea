"""System checks: say clearly what is missing before a page shows it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

BUILT_FILES = (
    "govuk/portal.css",
    "govuk/govuk-frontend.min.js",
    "htmx/htmx.min.js",
    "idiomorph/idiomorph.esm.js",
    "accessible-autocomplete/accessible-autocomplete.min.js",
)


@register(Tags.staticfiles)
def front_end_is_built(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without its style sheet the portal works but looks broken, so that one should hear it here first."""
    missing = [name for name in BUILT_FILES if not (settings.FRONTEND_BUILD / name).is_file()]
    if not missing:
        return []
    return [
        Warning(
            f"The front end is not built: {', '.join(missing)} missing from {settings.FRONTEND_BUILD}.",
            hint="Run script/bootstrap, or `npm ci --ignore-scripts && npm run build` in frontend/.",
            id="portal.W001",
        )
    ]


@register(Tags.security, deploy=True)
def clock_is_real(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A pretended date would open and close collection years wrongly."""
    if settings.CLOCK_STARTS_AT is None:
        return []
    return [Error("CLOCK_STARTS_AT pretends another date; production must use the real one.", id="portal.E001")]
