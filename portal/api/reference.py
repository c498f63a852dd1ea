"""End points of what logs refer to: questionnaire, schemes and locations, organisations, windows."""

from __future__ import annotations

from typing import Any

from ninja import Router

from django.http import HttpRequest, HttpResponse

from orgs.models import Organisation
from portal.api.answering import answer
from portal.api.calls import any_key, call_of, collection, served_years
from portal.api.cursors import cursor_of, number_in, place_of
from portal.api.reads import MOST, query_of
from portal.clock import today
from portal.logs.kinds import kinds
from portal.logs.uploads.judging.people import agents_of, allowed_owners
from portal.questionnaire.describe import Words, asked_at_start
from portal.questionnaire.document import Group, Question, Subsection
from portal.windows import load_windows
from supported_housing.confidential import tells_where
from supported_housing.models import Location, Scheme

router = Router()


@router.get("/{log_type}/{int:year}/questionnaire", auth=any_key, url_name="questionnaire")
def questionnaire(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """Every question of the year, with when it is asked, in words and as a condition."""
    place = collection(log_type, year)
    query_of(request, ())
    program = place.program
    words = Words(program.questionnaire)
    questions = [_question(words, *found) for found in program.questionnaire.placements()]
    return answer({"log_type": log_type, "year": year, "version": program.version, "questions": questions})


def _question(words: Words, subsection: Subsection, group: Group, question: Question) -> dict[str, Any]:
    at_start = asked_at_start(group, question)
    parts = () if at_start else (subsection.when, group.when)
    conditions = [str(part.source) for part in parts if part is not None]
    if question.shown_for:
        name, codes = question.shown_for
        conditions.append(f"{name} in [{', '.join(repr(code) for code in sorted(codes, key=str))}]")
    return {
        "id": question.id,
        "fields": list(question.fields),
        "kind": question.kind.value,
        "subsection": subsection.id,
        "number": question.number,
        "label": question.label,
        "ask": question.ask,
        "hint": question.hint,
        "options": [{"code": option.code, "label": option.label} for option in question.options],
        "options_from": question.options_from,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "step": question.step,
        "optional": words.flag(question.optional),
        "worked_out": question.is_worked_out and not at_start,
        "asked_when": words.route(subsection, group, question),
        "conditions": conditions,
    }


@router.get("/windows", auth=any_key, url_name="windows")
def windows(request: HttpRequest) -> HttpResponse:
    """The years that are served, and until when logs can be added and changed."""
    query_of(request, ())
    known, day = load_windows(), today()
    found = []
    for kind in kinds():
        for year in served_years(kind):
            window = known.of_year(year)
            found.append(
                {
                    "log_type": kind.log_type,
                    "year": year,
                    "starts": window.start,
                    "submission_deadline": window.submission_deadline,
                    "new_logs_until": window.new_logs_end,
                    "changes_until": window.edit_end,
                    "takes_new_logs": window.open_for_new(day),
                }
            )
    return answer({"windows": found})


@router.get("/organisations", auth=any_key, url_name="organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that logs of the caller may name: who may own, and who manages for whom."""
    query_of(request, ())
    own = call_of(request).user.organisation
    owners = allowed_owners(own)
    agents = agents_of(owners)
    ids = {own.pk, *owners, *(agent for found in agents.values() for agent in found)}
    rows = Organisation.objects.kept().filter(pk__in=ids).order_by("pk").prefetch_related("name_changes")
    found = [
        {
            "id": row.pk,
            "code": row.code,
            "name": row.name_on(),
            "own": row.pk == own.pk,
            "may_own": row.pk in owners,
            "managed_by": sorted({row.pk, *agents.get(row.pk, ())}) if row.pk in owners else [],
        }
        for row in rows
    ]
    return answer({"organisations": found})


@router.get("/schemes", auth=any_key, url_name="schemes")
def schemes(request: HttpRequest) -> HttpResponse:
    """Supported housing schemes that the caller's organisation may see, with their locations."""
    call = call_of(request)
    query = query_of(request, ("cursor", "limit"))
    limit = number_in(query.get("limit", "100"), "limit", least=1, most=MOST)
    rows = Scheme.objects.kept().visible_to(call.user).order_by("pk")
    if query.get("cursor"):
        rows = rows.filter(pk__gt=place_of(query["cursor"], 1)[0])
    found = list(rows[: limit + 1])
    shown = found[:limit]
    shows_where = {scheme.pk: tells_where(call.user, scheme) for scheme in shown}
    locations: dict[int, list[dict[str, Any]]] = {}
    for location in Location.objects.kept().visible_to(call.user).filter(scheme__in=shown).order_by("pk"):
        postcode = location.postcode if shows_where[location.scheme_id] else None
        shown_location = {"id": location.pk, "name": location.name, "postcode": postcode}
        locations.setdefault(location.scheme_id, []).append(shown_location)
    listed = [
        {
            "id": scheme.pk,
            "code": scheme.code,
            "name": scheme.service_name,
            "owning_organisation_id": scheme.owning_organisation_id,
            "locations": locations.get(scheme.pk, []),
        }
        for scheme in shown
    ]
    more = len(found) > limit
    return answer({"schemes": listed, "next_cursor": cursor_of(shown[-1].pk) if more else None})
