"""E-mails about keys go to everybody who can replace or revoke them."""

from __future__ import annotations

from accounts.mail import queue_email
from accounts.models import User
from accounts.roles import Role
from orgs.api_keys.models import ApiKey
from portal.clock import moment
from portal.theme.record_pages import record_url
from portal.words import day_in_words


def tell_coordinators(template: str, key: ApiKey, *, by: str = "") -> None:
    """All coordinators of the organisation, whoever acted among them: a borrowed browser must not act unseen."""
    people = User.objects.usable().filter(organisation=key.organisation, role=Role.DATA_COORDINATOR)
    for person in people.exclude(confirmed_at=None):
        queue_email(
            template,
            user=person,
            key=str(key),
            organisation=key.organisation.name_on(),
            day=day_in_words(moment(key.expires_at)),
            page=record_url(key),
            by=by,
        )
