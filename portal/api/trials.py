"""The test logs of an organisation's sandbox, for its people: nowhere else in the portal are they seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from portal.api.verdicts import status_of
from portal.clock import moment
from portal.logs.kinds import kind_named, kinds, log_types
from portal.logs.uploads.models import ExternalReference, Submission, reference_space
from portal.logs.uploads.sandbox import KEPT
from portal.parameters import whole_number
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.words import moment_in_words

if TYPE_CHECKING:
    from orgs.api_keys.admin import ApiKeyAdmin

ON_A_PAGE = 50


def trials_page(own: ApiKeyAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """The logs, newest first, and the deliveries of the key that wait to be corrected."""
    key = own.visible(request, pk)
    chosen = request.GET.get("kind", "")
    kind = kind_named(chosen if chosen in log_types() else log_types()[0])
    logs = kind.model.objects.on_trial_of(key.organisation_id).without_answers().order_by("-pk")
    page = Paginator(logs, ON_A_PAGE).get_page(whole_number(request.GET.get("page")) or 1)
    kept = Submission.objects.filter(is_test=True, organisation=key.organisation, cleared_at=None)
    return form_page(
        request,
        title="Sandbox",
        caption=str(key),
        template="api/trials.html",
        kind=kind,
        kinds=kinds(),
        logs=_json(kind.log_type, page.object_list),
        page=page,
        kept=[(str(one), reverse("admin:uploads_submission_change", args=[one.pk])) for one in kept[:ON_A_PAGE]],
        days=KEPT.days,
        trail=[own.opts, key.name, "Sandbox"],
        links=[("Back to the key", own._url("change", key))],
    )


def _json(log_type: str, logs: Any) -> list[dict[str, Any]]:
    space = reference_space(log_type, is_test=True)
    known = ExternalReference.objects.filter(log_type=space, log_id__in=[log.pk for log in logs])
    names = dict(known.values_list("log_id", "reference"))
    return [
        {
            "number": log.pk,
            "reference": names.get(log.pk, ""),
            "date": log.date,
            "status": status_of(log).replace("_", " ").capitalize(),
            "changed": moment_in_words(moment(log.updated_at)),
        }
        for log in logs
    ]
