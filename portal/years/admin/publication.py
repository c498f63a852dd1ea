"""From a draft to its approval: what the checks say, what it would give out, from when it is in force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_pages import record_url
from portal.words import moment_in_words
from portal.years import kinds
from portal.years.admin.files import file_answer
from portal.years.admin.forms import REOPENED, PublishForm
from portal.years.canonical import as_yaml
from portal.years.draft_pages import links_of
from portal.years.drafts import DraftError, give_reason, give_up, take_over, tree_of
from portal.years.models import Draft
from portal.years.preview import program_of_draft
from portal.years.publishing import approve, readiness, reason_not_to_approve, send_back, submit
from portal.years.resources.made import BY_KEY

YAML = "application/yaml; charset=utf-8"


def checks_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Everything that is wrong, with a link to its place; reasons are given for warnings here."""
    ready = readiness(draft)
    problem = ""
    if request.method == "POST":
        finding = request.POST.get("finding", "")
        if finding not in {
            one.identity for one in (*ready.open_warnings, *(one for one, _ in ready.answered_warnings))
        }:
            problem = "That warning is no longer there."
        else:
            try:
                give_reason(draft=draft, finding=finding, reason=request.POST.get("reason", ""), by=request.user)
            except DraftError as error:
                problem = str(error)
            else:
                messages.success(request, "The reason is kept.")
                return HttpResponseRedirect(record_url(draft, "checks"))
    return form_page(
        request,
        title="Checks",
        caption=str(draft),
        template="years/checks.html",
        trail=[Draft._meta, draft, "Checks"],
        draft=draft,
        ready=ready,
        problem=problem,
    )


def output_page(request: HttpRequest, draft: Draft, output: str) -> HttpResponse:
    """A file as the draft would give it out."""
    if output == "yaml":
        document = tree_of(draft).document()
        return file_answer(as_yaml(document).encode(), f"{draft.log_type}-{draft.year}-draft.yaml", YAML)
    resource = BY_KEY.get(output)
    if resource is None:
        raise Http404
    kind = kinds.kind_named(draft.log_type)
    content = resource.make(program_of_draft(draft), kind.duplicates_compared)
    return file_answer(content, f"draft-{resource.name_for(draft.log_type, draft.year)}", resource.content_type)


def publish_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Send the draft for approval, with its moment."""
    ready = readiness(draft)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            submit(
                draft=draft,
                moment=form.moment(),
                note=form.cleaned_data["note"],
                reopens=form.cleaned_data["completed"] == REOPENED,
                by=request.user,
            )
        except DraftError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, "Sent for approval. Somebody who did not edit it reads what changes and approves it."
            )
            return HttpResponseRedirect(record_url(draft))
    effect = ready.effect
    return form_page(
        request,
        title="Send for approval",
        caption=str(draft),
        trail=[Draft._meta, draft, "Send for approval"],
        form=form,
        intro=[f"{effect.title}. {effect.meaning}"] if effect else [],
        listed_title="Not yet, because" if ready.reasons_against else "",
        listed=ready.reasons_against,
        submit="Send for approval",
        cancel=record_url(draft),
    )


def approve_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """The second person says yes; the version is made at once and comes into force at its moment."""
    against = reason_not_to_approve(draft, request.user)
    if request.method == "POST":
        version = approve(draft=draft, by=request.user)
        messages.success(
            request, f"{version} is approved. It is in force from {moment_in_words(version.effective_from)}."
        )
        return HttpResponseRedirect(record_url(version))
    return form_page(
        request,
        title="Approve",
        caption=str(draft),
        trail=[Draft._meta, draft, "Approve"],
        rows=[
            ("In force from", moment_in_words(draft.effective_from) if draft.effective_from else ""),
            ("Sent by", str(draft.submitted_by or "")),
            ("What changes", draft.note),
            ("Completed logs", "Opened again where something new is asked" if draft.reopens else "Stay completed"),
        ],
        warning=against,
        submit="" if against else "Approve",
        cancel=record_url(draft),
        links=[
            ("What changes, in words", record_url(draft, "difference")),
            ("The draft", record_url(draft)),
            *links_of(draft),
        ],
    )


def send_back_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Return the draft to its editors."""
    return _confirmed(
        request, draft, send_back, "Send back to be edited", "The draft can be edited again.", danger=False
    )


def give_up_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Close the draft; its edits stay to be read."""
    return _confirmed(request, draft, give_up, "Give up the draft", "The draft is closed.", danger=True)


def take_over_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Put the edits on the newest version."""
    return _confirmed(
        request, draft, take_over, "Take over the newest version", "The draft is now made from it.", danger=False
    )


def _confirmed(request: HttpRequest, draft: Draft, act: Any, title: str, done: str, *, danger: bool) -> HttpResponse:
    if request.method == "POST":
        act(draft=draft, by=request.user)
        messages.success(request, done)
        return HttpResponseRedirect(record_url(draft))
    return form_page(
        request,
        title=title,
        caption=str(draft),
        trail=[Draft._meta, draft, title],
        submit=title,
        danger=danger,
        cancel=record_url(draft),
    )
