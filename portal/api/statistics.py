"""End points of the statistics: the figures of the key's own organisation beside the median, as its page gives them."""

from __future__ import annotations

from ninja import Router

from django.http import HttpRequest, HttpResponse

from orgs.api_keys.models import Scope
from portal.api.answering import answer
from portal.api.calls import Call, call_of, collection, with_scope
from portal.api.problems import ProblemError
from portal.api.reads import query_of
from portal.downloads.models import DownloadKind
from portal.downloads.record import record_download
from portal.statistics.figures_json import figures_json
from portal.statistics.read import Figures
from portal.statistics.selection import Selection, own_organisation
from portal.statistics.topics import topics_for

router = Router()
READ = with_scope(Scope.READ)


def _call(request: HttpRequest) -> Call:
    """The figures are of real logs, and only an organisation that sees all logs it owns sees its figures."""
    call = call_of(request)
    if call.is_test:
        raise ProblemError("not-allowed", "Figures are of real logs; use a key that is not for tests")
    if own_organisation(call.user) is None:
        raise ProblemError("not-allowed", "The key may not see the figures of its organisation")
    return call


@router.get("/{log_type}/{int:year}/statistics", auth=READ, url_name="statistics_topics")
def topics(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """What there are figures about."""
    call = _call(request)
    collection(log_type, year)
    query_of(request, ())
    found = topics_for(call.user)
    return answer({"topics": [{"topic": one.slug, "title": one.title, "about": one.about} for one in found]})


@router.get("/{log_type}/{int:year}/statistics/{topic}", auth=READ, url_name="statistics")
def figures(request: HttpRequest, log_type: str, year: int, topic: str) -> HttpResponse:
    """The tables of one topic; who read them is kept, as with every other file of figures."""
    call, place = _call(request), collection(log_type, year)
    query_of(request, ())
    found = next((one for one in topics_for(call.user) if one.slug == topic), None)
    if found is None:
        raise ProblemError("not-found", "There are no figures about this; …/statistics lists what there is")
    selection = Selection(place.kind, place.year, own=own_organisation(call.user))
    filters = {"topic": found.title, "selection": selection.title, "format": "api"}
    record_download(user=call.user, kind=DownloadKind.STATISTICS, filters=filters)
    return answer(figures_json(found, Figures(selection)))
