"""A few logs for every pair of owner and manager, so that lists and home pages have something to show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.models import User
from lettings.models import LettingsLog
from orgs.codes import ProviderType
from orgs.models import Organisation
from portal.addresses.models import PostcodeArea
from portal.clock import today
from portal.demo.answers import ONE_PERSON_LETTING, SHARED_OWNERSHIP_SALE
from portal.demo.people import DOMAIN
from portal.demo.schemes import PLACES
from portal.logs.record import record_answers
from portal.windows import load_windows
from sales.models import SalesLog
from supported_housing.models import Scheme

if TYPE_CHECKING:
    from portal.logs.models import Log


# Owner and manager: the seven logs by which visibility is explained.
PAIRS = ("AA", "AC", "BB", "BC", "BD", "DD", "DE")
SETUP_OF_A_LETTING = {"needstype": "1", "renewal": "0", "rent_type": "1"}
SETUP_OF_A_SALE = {"ownershipsch": "2"}


def load_postcodes() -> None:
    """The postcodes of the demonstration, where no directory has been loaded."""
    if not PostcodeArea.objects.exists():
        PostcodeArea.objects.bulk_create(
            PostcodeArea(postcode=postcode.replace(" ", ""), la=code) for postcode, code in PLACES.values()
        )


def load_logs(by_letter: dict[str, Organisation], users: dict[str, User]) -> None:
    if LettingsLog.objects.exists() or SalesLog.objects.exists():
        return
    for number, pair in enumerate(PAIRS):
        owner, manager = by_letter[pair[0]], by_letter[pair[1]]
        author = users[f"provider.{pair[1].lower()}@{DOMAIN}"]
        whose: dict[str, Any] = {
            "owning_organisation_id": owner.pk,
            "managing_organisation_id": manager.pk,
            "assigned_to_id": author.pk,
        }
        _complete_letting(whose, author, number, owner)
        _record(LettingsLog(), {**whose, **SETUP_OF_A_LETTING, "startdate": _day(3), "tenancycode": pair}, author)
        _complete_sale(whose, author, number)
        _record(SalesLog(), {**whose, **SETUP_OF_A_SALE, "saledate": _day(4), "purchid": pair}, author)
    _supported_housing(by_letter["A"], users[f"provider.a@{DOMAIN}"])


def _day(ago: int) -> str:
    """Some days ago, but inside the open collection period."""
    day = today() - timedelta(days=ago)
    return max(day, load_windows().earliest_open(today())).isoformat()


def _complete_letting(whose: dict[str, Any], author: User, number: int, owner: Organisation) -> None:
    council = owner.provider_type == ProviderType.LA
    changes = {
        **whose,
        **ONE_PERSON_LETTING,
        "referral_register": "1" if council else "5",  # the two are offered different registers
        "startdate": _day(10),
        "voiddate": _day(20),
        "tenancycode": f"DEMO-{number + 1}",
        "propcode": f"HOME-{number + 1}",
    }
    _record(LettingsLog(), changes, author)


def _complete_sale(whose: dict[str, Any], author: User, number: int) -> None:
    changes = {
        **whose,
        **SHARED_OWNERSHIP_SALE,
        "saledate": _day(10),
        "hodate": _day(20),
        "purchid": f"DEMO-{number + 1}",
    }
    _record(SalesLog(), changes, author)


def _supported_housing(owner: Organisation, author: User) -> None:
    scheme = Scheme.objects.filter(owning_organisation=owner, confirmed=True).order_by("id").first()
    if scheme is None:
        return
    changes = {
        "owning_organisation_id": owner.pk,
        "managing_organisation_id": owner.pk,
        "assigned_to_id": author.pk,
        "needstype": "2",
        "renewal": "0",
        "rent_type": "0",
        "startdate": _day(5),
        "scheme_id": scheme.pk,
    }
    _record(LettingsLog(), changes, author)


def _record(log: Log, changes: dict[str, Any], author: User) -> None:
    """Through the write door like everything else. What a year's questionnaire does not take is left out."""
    recorded = record_answers(log=log, changes=changes, actor=author)
    if not recorded.saved:
        kept = {name: value for name, value in changes.items() if name not in recorded.errors}
        record_answers(log=log, changes=kept, actor=author)
