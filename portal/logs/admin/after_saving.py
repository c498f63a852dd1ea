"""After a page of a log was saved: what is said of it, and where the person goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.logs.admin.banners import unresolved_count, unresolved_words
from portal.logs.admin.pages import slug
from portal.logs.drafts import Saved
from portal.logs.duplicates import duplicates_of
from portal.logs.status import UNFINISHED
from portal.questionnaire.evaluation import Status
from portal.theme.forms.base import lower_first
from portal.theme.record_pages import model_url, record_url
from portal.words import listed

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin

SAVED = "Your answers have been saved."


def where_next(request: HttpRequest, saved: Saved) -> str | None:
    """The address to go on at; None when something is left to do on this page."""
    log, state = saved.log, saved.draft.state
    if saved.recorded is None:
        return None
    if "later" in request.POST:
        return None if saved.to_clear or saved.conflicts or not saved.anything else _back(request, saved)
    if not saved.everything:
        return None
    state = saved.recorded.evaluation.subsections[saved.draft.subsection_id]
    if state.status is not Status.COMPLETED:
        return None
    if _from_duplicates(request):
        return record_url(log, "duplicates")
    if saved.completed:
        return record_url(log, "change")
    return record_url(log, "subsection_check", slug(saved.draft.subsection_id))


def _back(request: HttpRequest, saved: Saved) -> str:
    return record_url(saved.log, "duplicates" if _from_duplicates(request) else "change")


def _from_duplicates(request: HttpRequest) -> bool:
    return request.GET.get("from") == "duplicates"


def say_what_was_saved(admin: LogAdmin, request: HttpRequest, saved: Saved) -> None:
    """What a person should know wherever they go on."""
    if saved.recorded is None or not saved.anything:
        return
    _say_of_resolved(admin, request, saved)
    for text in saved.recorded.evaluation.messages:
        messages.info(request, text)
    if saved.newly_alike and not _from_duplicates(request):
        _warn_of_duplicates(request, saved)
    if where_next(request, saved) is None:
        return
    if _from_duplicates(request):
        _say_what_changed(request, saved)
    elif not saved.everything:
        messages.warning(request, _all_but(saved))
    elif saved.completed:
        messages.success(request, _finished(admin, saved))
    else:
        messages.success(request, SAVED)


def _all_but(saved: Saved) -> str:
    questionnaire = saved.draft.program.questionnaire
    names = sorted(saved.withheld | saved.draft.unreadable())
    labels = dict.fromkeys(lower_first(questionnaire.label(name)) for name in names if name in questionnaire.by_field)
    return f"Your other answers have been saved. These were not, because they need to change: {listed(list(labels))}."


def _finished(admin: LogAdmin, saved: Saved) -> SafeString:
    """That the log is complete, and what can be done next."""
    log, person = saved.log, saved.draft.person
    words = admin.opts.verbose_name
    add = model_url(admin.model, "add")
    open_ones = (
        admin.model.objects.visible_to(person).without_answers().filter(assigned_to=person, status__in=UNFINISHED)
    )
    following = open_ones.order_by("date", "pk").first()
    said = format_html(
        'Log {} is complete. <a class="govuk-notification-banner__link" href="{}">Create another {}</a>',
        log.pk,
        add,
        words,
    )
    if following is None:
        return said
    return format_html(
        '{} or <a class="govuk-notification-banner__link" href="{}">go on with log {}</a>, which is not finished.',
        said,
        record_url(following, "change"),
        following.pk,
    )


def _warn_of_duplicates(request: HttpRequest, saved: Saved) -> None:
    """Say at once that another log says the same."""
    others = list(duplicates_of(saved.log, saved.draft.person)[:5])
    if others:
        messages.warning(
            request,
            format_html(
                'This log says the same as log {}. <a class="govuk-link" href="{}">Compare them</a>',
                ", ".join(str(other.pk) for other in others),
                record_url(saved.log, "duplicates"),
            ),
        )


def _say_of_resolved(admin: LogAdmin, request: HttpRequest, saved: Saved) -> None:
    """A log that has what it had lost again, and how many of the person's still wait (docs/domain/organisations.md#6.3)."""
    if not saved.was_unresolved or saved.log.unresolved:
        return
    left = unresolved_count(saved.draft.person, admin.model)
    lost = saved.log.kind.words.may_lose
    rest = unresolved_words(admin.model, left) if left else f"None of your logs waits for a {lost} any more."
    messages.success(request, f"Log {saved.log.pk} has its {lost} again. {rest}")


def _say_what_changed(request: HttpRequest, saved: Saved) -> None:
    assert saved.recorded is not None
    known = saved.draft.program.questionnaire
    labels = list(dict.fromkeys(known.label(name) for name in saved.recorded.changes if name in known.by_field))
    if labels:
        said = listed([lower_first(label) for label in labels])
        messages.success(request, f"Log {saved.log.pk} has been changed: {said}.")
    else:
        messages.info(request, f"Nothing in log {saved.log.pk} has been changed.")
