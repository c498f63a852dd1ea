"""Where a confidential scheme is: not told to other organisations until a letting of theirs needs it.

People of the owner, of whoever absorbed it, and of the department see every postcode. A managing agent sees the scheme,
and meets the postcode where it chooses the location in a log; lists, pages, searches and files leave it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, F, Q, Value, When

from orgs.access import grants_of
from orgs.access.grants import VIEW_MANAGED_LOGS, VIEW_SCHEMES
from supported_housing import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from supported_housing.models import Location, Scheme

CONFIDENTIAL = "Confidential"


def own_stock(user: User) -> frozenset[int]:
    """Organisations whose schemes are seen because of a role or a merger. A relationship alone opens no logs."""
    held = grants_of(user)
    return held.on(VIEW_SCHEMES) & held.on(VIEW_MANAGED_LOGS)


def tells_where(user: User, scheme: Scheme) -> bool:
    """Whether the user is shown the postcodes of the scheme."""
    if scheme.sensitive != codes.YesNo.YES or grants_of(user).covers_all(VIEW_SCHEMES):
        return True
    return scheme.owning_organisation_id in own_stock(user)


def hide_where_needed(user: User, locations: Iterable[Location], scheme: Scheme) -> None:
    """Their names and pages leave the postcode out for this user from now on."""
    hidden = not tells_where(user, scheme)
    for location in locations:
        location.postcode_hidden = hidden


def postcodes_shown(user: User) -> Q:
    """Locations whose postcodes the user is shown: also a search must not tell the others."""
    if grants_of(user).covers_all(VIEW_SCHEMES):
        return Q()
    return ~Q(scheme__sensitive=codes.YesNo.YES) | Q(scheme__owning_organisation__in=own_stock(user))


def postcode_shown(user: User) -> Case | F:
    """The postcode as far as the user is shown it: an order by what is hidden would tell it as well."""
    shown = postcodes_shown(user)
    return Case(When(shown, then=F("postcode")), default=Value("")) if shown else F("postcode")
