"""A page of a log that was sent after the session had ended: kept until its own person has signed in again."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from portal.logs.admin.form_tokens import NAME, read_token
from portal.logs.kinds import kinds

KEY = "kept_form"
PAGES = ("_subsection", "_add")
LONGEST = 200_000
"""Characters; the longest page that people fill in has a few thousand."""


class KeptFormsMiddleware:
    """Outside of whatever ends sessions: when a page is answered with the sign-in page, it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _leads_to_sign_in(response) and _is_page_of_a_log(request):
            return self._kept(request, response)
        return response

    def _kept(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        token, sent = read_token(request.POST.get(NAME)), request.POST.urlencode()
        if token is None or "preview" in request.POST or len(sent) > LONGEST:
            return response
        address = request.get_full_path()
        request.session[KEY] = {"person": token.person_id, "address": address, "sent": sent}
        return HttpResponseRedirect(reverse("admin:login", query={"next": address}))


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == reverse("admin:login")


def _is_page_of_a_log(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return False
    return any(
        f"{kind.model._meta.app_label}_{kind.model._meta.model_name}{page}" == name
        for kind in kinds()
        for page in PAGES
    )


def take_kept_form(request: HttpRequest, person: User) -> QueryDict | None:
    """What this person had typed on this page before the session ended, once; anybody else's is thrown away."""
    kept = request.session.get(KEY)
    if kept is None or (kept["person"] == person.pk and kept["address"] != request.get_full_path()):
        return None
    del request.session[KEY]
    return QueryDict(kept["sent"]) if kept["person"] == person.pk else None
