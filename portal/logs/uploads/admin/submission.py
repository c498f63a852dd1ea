"""Uploads in the admin: the list, how one is going, what is wrong with its rows, and what to do with them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from orgs import access
from portal.clock import now
from portal.downloads.attachment import attachment
from portal.downloads.record import record_download
from portal.files.registry import file_kind
from portal.jobs.admin import AskedForElsewhere
from portal.jobs.progress import progress_of
from portal.logs.downloads.files import file_name
from portal.logs.kinds import kind_named, log_types
from portal.logs.uploads import accepting
from portal.logs.uploads.admin.correct import correction_urls
from portal.logs.uploads.admin.paging import page_number
from portal.logs.uploads.admin.taking_back import acted, ask_to_give_up, ask_to_undo
from portal.logs.uploads.admin.upload import sampled_organisation, upload_page, year_words
from portal.logs.uploads.correcting import errors
from portal.logs.uploads.models import KEPT, Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.out import results
from portal.logs.uploads.out.sample import SAMPLE, parties_for, sample_csv
from portal.logs.uploads.telling import looked_at
from portal.requests import SignedInRequest, signed_in
from portal.theme.presenters import status_tag_html
from portal.theme.record_pages import model_url
from portal.windows.filters import CollectionYearFilter
from portal.words import moment_in_words
from portal.years.resources.made import BY_KEY

S, Outcome = SubmissionState, SubmissionRow.Outcome
COLOURS = {
    S.RECEIVED: "grey",
    S.JUDGING: "yellow",
    S.JUDGED: "blue",
    S.ACCEPTING: "yellow",
    S.ACCEPTED: "green",
    S.CANCELLED: "grey",
    S.FAILED: "red",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CORRECTIONS_SHOWN = 20
WHICH = ("all", "ready", "wrong")
HOW = ("ready", "all")
RESOURCES = {
    "xlsx": "bulk_upload_template",
    "csv": "bulk_upload_template_csv",
    "specification": "bulk_upload_specification",
    "sample": SAMPLE.key,
}
"""The end of an address, and which file is made there."""


@admin.register(Submission)
class SubmissionAdmin(AskedForElsewhere[Submission]):
    """Configuration and calls; what happens to rows stands in the use cases."""

    list_display = ("file", "kind", "organisation", "created_by", "sent", "state_tag", "rows_in_words")
    list_display_links = ("file",)
    list_filter = ("log_type", ("year", CollectionYearFilter), "state", "is_test")
    list_select_related = ("organisation", "created_by")
    search_fields = (
        "file_name",
        "created_by__name",
        "created_by__email",
        "organisation__name",
        "organisation__name_changes__name",
    )
    empty_list_text = "No file has been uploaded yet. Upload one from the list of lettings or sales logs."

    def has_view_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        """Whoever may create logs."""
        return access.can(signed_in(request).user, "view", obj or Submission)

    @admin.display(description="File", ordering="file_name")
    def file(self, submission: Submission) -> str:
        return str(submission)

    @admin.display(description="Logs", ordering="log_type")
    def kind(self, submission: Submission) -> str:
        return _which_logs(submission)

    @admin.display(description="Sent", ordering="created_at")
    def sent(self, job: Submission) -> Any:
        return job.created_at

    @admin.display(description="State", ordering="state")
    def state_tag(self, submission: Submission) -> SafeString:
        return status_tag_html(submission.get_state_display(), COLOURS[S(submission.state)])

    @admin.display(description="Rows")
    def rows_in_words(self, submission: Submission) -> str:
        return (
            ", ".join(f"{count:,} {label.lower()}" for label, count in _counts(submission))
            or f"{submission.row_count:,}"
        )

    def get_urls(self) -> list[URLPattern]:
        """Pages besides the list and the upload itself."""
        page = self.plain_page
        return [
            page("new/<str:log_type>/", self.upload, "upload"),
            page("template/<str:log_type>/<int:year>/<str:format>/", self.template, "template"),
            page("<int:pk>/errors/", self.errors, "errors"),
            page("<int:pk>/rows/", self.rows, "rows"),
            page("<int:pk>/file/<str:which>/<str:format>/", self.result_file, "file"),
            page("<int:pk>/accept/", self.accept, "accept"),
            page("<int:pk>/cancel/", self.cancel, "cancel"),
            page("<int:pk>/undo/", self.undo, "undo"),
            *correction_urls(self),
            *super().get_urls(),
        ]

    def upload(self, request: SignedInRequest, log_type: str) -> HttpResponse:
        """Choose a file."""
        return upload_page(self, request, log_type)

    def template(self, request: HttpRequest, log_type: str, year: int, format: str) -> HttpResponseBase:
        """The template, the specification or a sample of a kind and year, made from the questionnaire in force."""
        if log_type not in log_types() or year not in kind_named(log_type).years or format not in RESOURCES:
            raise Http404
        kind, resource = kind_named(log_type), BY_KEY[RESOURCES[format]]
        name = content_disposition_header(True, resource.name_for(log_type, year)) or ""
        program, compared = kind.program(year), kind.duplicates_compared
        if resource is SAMPLE:
            parties = parties_for(signed_in(request).user, sampled_organisation(signed_in(request)))
            content = sample_csv(program, compared, parties)
        else:
            content = resource.make(program, compared)
        return HttpResponse(content, content_type=resource.content_type, headers={"Content-Disposition": name})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How it is going, what came of it, and what can be done."""
        submission = self.submission(signed_in(request), object_id)
        looked_at(submission, signed_in(request).user)
        return self.page(
            request,
            submission,
            "uploads/submission.html",
            title=str(submission),
            facts=_facts(submission),
            counts=_counts(submission),
            progress=progress_of(submission, unit="rows"),
            ready=submission.counts.get(Outcome.READY, 0),
            ready_or_warned=sum(submission.counts.get(name, 0) for name in (Outcome.READY, Outcome.WARNED)),
            with_incomplete=sum(submission.counts.get(name, 0) for name in (Outcome.WARNED, Outcome.INCOMPLETE)),
            to_correct=sum(submission.counts.get(name, 0) for name in _NOT_READY),
            unused=submission.counts.get("unused", 0),
            can_decide=submission.state == S.JUDGED and not submission.sender_has_left,
            can_undo=accepting.can_be_undone(submission, now()),
            logs_url=_logs_url(submission),
        )

    def errors(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """What is wrong, grouped; the same thing in many rows is told once."""
        submission = self.submission(request, pk)
        number = page_number(request)
        groups, count = errors.grouped(submission, number)
        paginator = Paginator(range(count), errors.GROUPS_ON_A_PAGE)
        return self.page(
            request,
            submission,
            "uploads/errors.html",
            title="What is wrong, by question",
            groups=groups,
            count=count,
            page=paginator.get_page(number),
            can_correct=submission.state == S.JUDGED and submission.cleared_at is None,
            corrections=submission.group_corrections.select_related("made_by")[:CORRECTIONS_SHOWN],
        )

    def rows(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Row by row, those to be corrected."""
        submission = self.submission(request, pk)
        wanted = submission.rows.filter(error_count__gt=0).order_by("number")
        page = Paginator(wanted, errors.ROWS_ON_A_PAGE).get_page(page_number(request))
        listed = [(row, errors.shown(submission, row)) for row in page.object_list]
        return self.page(
            request, submission, "uploads/rows.html", title="What is wrong, row by row", listed=listed, page=page
        )

    def result_file(self, request: SignedInRequest, pk: int, which: str, format: str) -> HttpResponseBase:
        """The person's own file with what was found."""
        submission = self.submission(request, pk)
        if which not in WHICH or format not in ("csv", "xlsx") or submission.cleared_at is not None:
            raise Http404
        stem = str(submission).rpartition(".")[0] or str(submission)
        name = f"{stem}-{which}.{format}"
        kind = file_kind(file_name(kind_named(submission.log_type))).record
        filters = {"upload": submission.pk, "rows": which}
        if format == "csv":
            lines = results.csv_of(submission, which)
            return attachment(lines, name=name, actor=request.user, kind=kind, filters=filters)
        record_download(user=request.user, kind=kind, filters=filters)
        file = results.xlsx_of(submission, which)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)

    def accept(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Add what is ready."""
        how = {
            "with_incomplete": request.POST.get("with_incomplete") == "yes",
            "only_if_all": request.POST.get("how") == "all",
        }
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        submission = self.submission(request, pk)
        return acted(request, submission, lambda: self._accepted(request, submission, how))

    def _accepted(self, request: SignedInRequest, submission: Submission, how: dict[str, bool]) -> None:
        if submission.can_be_taken_over:
            whose = "are yours now and " if submission.sender_has_left else ""
            accepting.take_over(submission=submission, actor=request.user)
            messages.success(request, f"The rows {whose}are being checked again.")
            return
        if request.POST.get("how") not in HOW:
            raise accepting.CannotAccept("Choose what to add: the rows that are ready, or all when all are right.")
        accepting.accept(submission=submission, actor=request.user, **how)
        messages.success(request, "The rows that are ready are being added.")

    def cancel(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Give the rows up, asked first."""
        return ask_to_give_up(self, request, self.submission(request, pk))

    def undo(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Take back what this upload added, asked first."""
        return ask_to_undo(self, request, self.submission(request, pk))

    def submission(self, request: SignedInRequest, pk: Any) -> Submission:
        """The upload, for those who may see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        visible = Submission.objects.select_related("organisation", "created_by")
        found: Submission = access.get_visible_or_404(visible, request.user, pk=pk)
        return found

    def page(self, request: HttpRequest, submission: Submission, template_: str, **context: Any) -> HttpResponse:
        """A page about one upload."""
        return TemplateResponse(
            request,
            template_,
            {**self.admin_site.each_context(request), "opts": self.opts, "submission": submission, **context},
        )


_NOT_READY = (Outcome.WARNED, Outcome.INCOMPLETE, Outcome.WRONG, Outcome.DOUBLED, Outcome.CONFLICT)


def _counts(submission: Submission) -> list[tuple[str, int]]:
    found = [(outcome.label, submission.counts.get(outcome.value, 0)) for outcome in Outcome]
    changed = submission.counts.get("changed", 0)
    listed = [(str(label), count) for label, count in found if count]
    return [*listed, *([("Of the ready ones, changes of logs that are there", changed)] if changed else [])]


def _which_logs(submission: Submission) -> str:
    noun = f"{kind_named(submission.log_type).words.noun.capitalize()}s {year_words(submission.year)}"
    return f"{noun}, sandbox" if submission.is_test else noun


def _facts(submission: Submission) -> list[tuple[str, Any]]:
    return [
        ("Logs", _which_logs(submission)),
        ("Organisation", submission.organisation),
        ("Sent by", submission.created_by),
        ("Sent", moment_in_words(submission.created_at)),
        ("Rows", f"{submission.row_count:,}"),
        *([("Logs added", f"{submission.created_count:,}")] if submission.created_count else []),
        *([("Logs changed", f"{submission.changed_count:,}")] if submission.changed_count else []),
        *_kept_until(submission),
    ]


def _kept_until(submission: Submission) -> list[tuple[str, str]]:
    if submission.cleared_at is not None:
        return [("Rows deleted", moment_in_words(submission.cleared_at))]
    if submission.is_open or submission.finished_at is None:
        return []
    return [("Rows are kept until", moment_in_words(submission.finished_at + KEPT))]


def _logs_url(submission: Submission) -> str:
    if submission.is_test:
        return reverse("admin:api_keys_apikey_trials", args=[submission.created_by.api_key.pk])
    return model_url(kind_named(submission.log_type).model, query={"upload": submission.pk})
