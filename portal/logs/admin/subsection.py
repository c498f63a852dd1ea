"""One subsection of a log: the page that people fill in. Shown, previewed and saved over one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from orgs import access
from portal.logs.admin.after_saving import say_what_was_saved, where_next
from portal.logs.admin.form_tokens import NAME, token_of
from portal.logs.admin.kept_forms import take_kept_form
from portal.logs.admin.pages import get_log, open_for_editing
from portal.logs.admin.subsection_context import PageState, page_context, to_clear_in_words
from portal.logs.drafts import Draft, NotWhole, Saved, save
from portal.logs.models import Log
from portal.questionnaire.evaluation import Status
from portal.requests import SignedInRequest
from portal.theme.record_pages import record_url
from portal.windows.request import windows_of

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin

KEPT = "You were signed out before this page was saved. Your answers are here as you typed them, not saved yet."
NOT_WHOLE = "This page did not reach us whole, so nothing has been saved. Fill it in and save again."


def subsection_page(admin: LogAdmin, request: SignedInRequest, log_id: int, subsection_id: str) -> HttpResponse:
    """The page of an existing log; a closed window shows the answers instead."""
    log = get_log(admin, request, log_id)
    wanted = subsection_id.replace("-", "_")
    if wanted not in {subsection.id for subsection in log.program.questionnaire.subsections}:
        raise Http404
    if not open_for_editing(request, log):
        return HttpResponseRedirect(record_url(log, "check_answers"))
    if not access.can(request.user, "change", log):
        raise PermissionDenied
    return answer(admin, request, log, wanted)


def answer(admin: LogAdmin, request: SignedInRequest, log: Log, subsection_id: str) -> HttpResponse:
    """Show, preview or save one subsection of a log, which may be a new one."""
    if request.method != "POST":
        return show(admin, request, log, subsection_id)
    try:
        if "preview" in request.POST:
            return preview(admin, request, log, subsection_id)
        return save_page(admin, request, log, subsection_id)
    except NotWhole:
        draft = Draft.open(log, request.user, subsection_id, windows_of(request))
        state = PageState(problems=[{"href": "", "text": NOT_WHOLE}])
        return _render(admin, request, draft, state, status=400)


def show(admin: LogAdmin, request: SignedInRequest, log: Log, subsection_id: str) -> HttpResponse:
    """The page as it is stored, or as it was typed before the session ended."""
    person = request.user
    if (kept := take_kept_form(request, person)) is not None:
        draft = Draft.of(log, person, subsection_id, kept, windows_of(request))
        messages.warning(request, KEPT)
        draft.form.errors.clear()
        return _render(admin, request, draft, PageState())
    draft = Draft.open(log, person, subsection_id, windows_of(request))
    if draft.state.status is Status.CANNOT_START:
        messages.info(request, "Complete the set-up of this log first.")
        return HttpResponseRedirect(record_url(log, "change"))
    return _render(admin, request, draft, PageState())


def preview(admin: LogAdmin, request: SignedInRequest, log: Log, subsection_id: str) -> HttpResponse:
    """The questions that would show with what is on the page now; nothing is written, nothing is refused."""
    draft = Draft.of(log, request.user, subsection_id, request.POST, windows_of(request))
    draft.form.errors.clear()
    state = PageState(to_clear=to_clear_in_words(draft, draft.evaluation.cleared))
    return _render(admin, request, draft, state, template="logs/_questions.html")


def save_page(admin: LogAdmin, request: SignedInRequest, log: Log, subsection_id: str) -> HttpResponse:
    """Keep what can be kept, then go on, or stay with what is left to do."""
    person = request.user
    token = token_of(person, request.POST.get(NAME))
    if not log.pk and token is None:
        raise NotWhole
    saved = save(
        log,
        person,
        subsection_id,
        request.POST,
        windows=windows_of(request),
        form_token=token.number if token and not log.pk else None,
    )
    say_what_was_saved(admin, request, saved)
    if (address := where_next(request, saved)) is not None:
        return HttpResponseRedirect(address)
    return _stay(admin, request, saved)


def _stay(admin: LogAdmin, request: SignedInRequest, saved: Saved) -> HttpResponse:
    draft = saved.draft
    if saved.everything:
        assert saved.recorded is not None
        was_there = set(draft.form.fields)
        draft.form = draft.lay_out(saved.recorded.evaluation)
        draft.evaluation, draft.log = saved.recorded.evaluation, saved.log
        return _render(admin, request, draft, PageState.after(saved, was_there))
    state = PageState.refused(saved)
    draft.log = saved.log
    return _render(admin, request, draft, state)


def _render(
    admin: LogAdmin,
    request: SignedInRequest,
    draft: Draft,
    state: PageState,
    template: str = "logs/subsection.html",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = page_context(admin, request, draft, state)
    return TemplateResponse(request, template, context, status=status)
