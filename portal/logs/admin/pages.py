"""The read-only pages of a log: task list, check answers, history, who can see it, what the department gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from orgs import access
from orgs.access.explain import explain_access
from portal.clock import today
from portal.history import who_did_it
from portal.logs.admin.delete import why_not
from portal.logs.admin.history_words import HistoryWording
from portal.logs.admin.present import STATUS_WORDS, Wording, cards_of
from portal.logs.admin.window_words import deadline_of, why_closed
from portal.logs.drafts.options import OptionSource
from portal.logs.duplicates import duplicates_of
from portal.logs.reassigning import why_not_reassign
from portal.logs.record import evaluate_log
from portal.logs.tabs import notices_of, registered_tabs
from portal.logs.uploads.origin import origin_of
from portal.questionnaire.evaluation import Evaluation, Status, SubsectionState
from portal.requests import SignedInRequest
from portal.theme.record_pages import model_url, record_url
from portal.windows.request import windows_of
from portal.words import counted

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin
    from portal.logs.models import Log


@dataclass
class Task:
    """One line of the task list."""

    title: str
    href: str
    status: str
    words: str
    note: str = ""


@dataclass
class TaskSection:
    """A heading of the task list with its tasks."""

    title: str
    tasks: list[Task] = field(default_factory=list)


def get_log(admin: LogAdmin, request: SignedInRequest, log_id: int) -> Any:
    """The one way in to a log: out of scope is as if it did not exist.

    The windows come first, because the versions in force are read with them; the log is going to ask for both.
    """
    windows_of(request)
    queryset = admin.model.objects.select_related(
        "owning_organisation", "managing_organisation", "assigned_to", "created_by", "updated_by"
    )
    return access.get_visible_or_404(queryset, request.user, pk=log_id)


def slug(subsection_id: str) -> str:
    """Subsections with dashes in addresses."""
    return subsection_id.replace("_", "-")


def open_for_editing(request: HttpRequest, log: Log) -> bool:
    """Whether the collection window of the log's year still takes changes."""
    return windows_of(request).log_open_for_editing(log.date, today())


def base_context(admin: LogAdmin, request: SignedInRequest, log: Log, title: str) -> dict[str, Any]:
    """What every page of a log shows."""
    closed = why_closed(log, windows_of(request))
    return {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "log": log,
        "title": title,
        "log_url": record_url(log, "change"),
        "list_url": list_url(admin),
        "editable": not closed,
        "closed": closed,
        "may_change": not closed and access.can(request.user, "change", log),
        "tabs": tabs(request, log),
    }


def list_url(admin: LogAdmin) -> str:
    """The address of the list."""
    return model_url(admin.model)


def tabs(request: SignedInRequest, log: Log) -> list[dict[str, Any]]:
    """The other pages of this log."""
    pages = [("Task list", "change"), ("Check answers", "check_answers"), ("History", "history")]
    pages.append(("Who can see this log", "who_can_see"))
    pages += [(tab.text, tab.name) for tab in registered_tabs() if tab.shown_to(request.user)]
    return [
        {"text": text, "href": record_url(log, page), "current": request.path == record_url(log, page)}
        for text, page in pages
    ]


def task_list(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """The log's own page: how far each part is and what comes next."""
    log = get_log(admin, request, log_id)
    evaluation = evaluate_log(log)
    context = base_context(admin, request, log, f"Log {log.pk}")
    wording = Wording(log.program, evaluation.answers, log.date)
    shown = [state for state in evaluation.subsections.values() if state.shown]
    done = [state for state in shown if state.status is Status.COMPLETED]
    context.update(
        sections=_sections(log, evaluation, context["may_change"]),
        progress={"done": len(done), "total": len(shown)},
        next_task=_next_task(log, evaluation),
        deadline=deadline_of(log, windows_of(request), may_change=context["may_change"]),
        may_delete=not why_not(request.user, log, windows_of(request)),
        delete_url=record_url(log, "delete"),
        reassign_url="" if why_not_reassign(request.user, log, windows_of(request)) else record_url(log, "reassign"),
        may_complete=log.assigned_to is None or log.assigned_to.is_active,
        check_url=record_url(log, "check_answers"),
        problems=_problems(log, evaluation),
        alike=[other.pk for other in duplicates_of(log, request.user)[:5]],
        duplicates_url=record_url(log, "duplicates"),
        notices=notices_of(log),
        check_errors_url=record_url(log, "check_errors"),
        setup_url=record_url(log, "subsection", "setup"),
        origin=origin_of(log, request.user),
        names={
            name: wording.of(name, evaluation.answers[name])
            for name in ("owning_organisation_id", "managing_organisation_id")
        },
    )
    return TemplateResponse(request, "logs/task_list.html", context)


def _sections(log: Log, evaluation: Evaluation, may_change: bool) -> list[TaskSection]:
    sections = []
    for section in log.program.questionnaire.sections:
        tasks = []
        for subsection in section.subsections:
            state = evaluation.subsections[subsection.id]
            if not state.shown or not (state.applicable or state.status is Status.CANNOT_START):
                continue
            page = "subsection" if may_change else "subsection_check"
            if state.status is Status.COMPLETED:
                page = "subsection_check"
            href = "" if state.status is Status.CANNOT_START else record_url(log, page, slug(subsection.id))
            note = _left_to_do(state, evaluation) if state.status is Status.IN_PROGRESS else ""
            tasks.append(Task(subsection.title, href, state.status.value, STATUS_WORDS[state.status], note))
        if tasks:
            sections.append(TaskSection(section.title, tasks))
    return sections


def _left_to_do(state: SubsectionState, evaluation: Evaluation) -> str:
    """How many questions are left, and how many unusual answers wait for a yes."""
    left, checks = len(state.incomplete), len(to_check(state, evaluation))
    said = [f"{counted(left, 'question')} left"] if left else []
    said += [f"{counted(checks, 'answer')} to check"] if checks else []
    return ", ".join(said)


def to_check(state: SubsectionState, evaluation: Evaluation) -> list[str]:
    """The confirmations of a subsection that are still to be given."""
    return [name for name in state.applicable if name in evaluation.warnings]


def _next_task(log: Log, evaluation: Evaluation) -> Task | None:
    for subsection in log.program.questionnaire.subsections:
        state = evaluation.subsections[subsection.id]
        if state.shown and state.status in (Status.NOT_STARTED, Status.IN_PROGRESS):
            href = record_url(log, "subsection", slug(subsection.id))
            return Task(subsection.title, href, state.status.value, STATUS_WORDS[state.status])
    return None


def _problems(log: Log, evaluation: Evaluation) -> list[dict[str, str]]:
    """Errors that the log has as it stands, each with the page where it can be mended."""
    found = []
    placed = {name: s.id for s in log.program.questionnaire.subsections for q in s.questions for name in q.fields}
    for name, problems in evaluation.errors.items():
        target = placed.get(name)
        found.append(
            {
                "text": problems[0].message,
                "href": f"{record_url(log, 'subsection', slug(target))}#id_{name}"
                if target
                else record_url(log, "change"),
            }
        )
    return found


def check_answers(
    admin: LogAdmin, request: SignedInRequest, log_id: int, subsection_id: str | None = None
) -> HttpResponse:
    """All answers in words, of one subsection or of the whole log; also what a closed log shows."""
    log = get_log(admin, request, log_id)
    evaluation = evaluate_log(log)
    program = log.program
    wanted = subsection_id.replace("-", "_") if subsection_id else None
    if wanted and wanted not in evaluation.subsections:
        raise Http404
    context = base_context(admin, request, log, "Check your answers")
    wording = Wording(program, evaluation.answers, log.date)
    role_questions = OptionSource(log, request.user, program, evaluation).role_questions()
    parts = []
    for subsection in program.questionnaire.subsections:
        state = evaluation.subsections[subsection.id]
        if (wanted and subsection.id != wanted) or not state.shown:
            continue
        cards = cards_of(program, subsection.id, evaluation, wording, role_questions)
        if cards and state.status is not Status.CANNOT_START:
            parts.append(
                {
                    "title": subsection.title,
                    "status": state.status.value,
                    "words": STATUS_WORDS[state.status],
                    "cards": cards,
                    "href": record_url(log, "subsection", slug(subsection.id)),
                    "checks": [
                        {"name": name, "text": evaluation.warnings[name][0].message}
                        for name in to_check(state, evaluation)
                    ],
                }
            )
    if wanted:
        context["title"] = f"Check your answers: {program.questionnaire.subsection(wanted).title}"
    context.update(parts=parts, next_task=_next_task(log, evaluation), status=log.get_status_display())
    return TemplateResponse(request, "logs/check_answers.html", context)


def history(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """Who changed what and when, with labels."""
    log = get_log(admin, request, log_id)
    rows = log.history.select_related("history_user").order_by("-history_date", "-history_id")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    tell = HistoryWording(log)
    entries = [
        {
            "who": who_did_it(row)[0],
            "when": row.history_date,
            "what": {"+": "created the log", "~": "changed answers", "-": "deleted the log"}[row.history_type],
            "created": row.history_type == "+",
            "changes": tell.changes(row),
        }
        for row in page
    ]
    for entry in entries:
        entry["given"] = [change for change in entry["changes"] if not change["followed"]]
        entry["followed"] = [change for change in entry["changes"] if change["followed"]]
    context = base_context(admin, request, log, f"History of log {log.pk}")
    context.update(entries=entries, page=page)
    return TemplateResponse(request, "logs/history.html", context)


def who_can_see(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """Who can see this log, and why: the same grants that decide, read from the other end."""
    log = get_log(admin, request, log_id)
    context = base_context(admin, request, log, "Who can see this log, and why")
    context["entries"] = explain_access(log)
    context["show_people"] = request.user.is_support
    return TemplateResponse(request, "logs/who_can_see.html", context)
