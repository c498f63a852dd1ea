"""Years and their versions in the admin, and the files that everybody takes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from orgs.access import can, register_model_rule
from orgs.access.models import internal, nobody
from portal.clock import now, today
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.pages import form_page
from portal.theme.read_only import ReadOnlyRows
from portal.theme.record_pages import RecordPages, record_url
from portal.windows import collection_year
from portal.windows.filters import CollectionYearFilter
from portal.windows.models import CollectionWindow
from portal.words import moment_in_words
from portal.years import kinds, live
from portal.years.admin import additional
from portal.years.admin.files import difference_workbook, file_answer
from portal.years.admin.forms import ReasonForm, StartForm
from portal.years.admin.present import by_section, counted
from portal.years.admin.publication import YAML
from portal.years.canonical import as_yaml
from portal.years.drafts import DraftError, clone_year, guard, open_draft, start_draft, tree_of
from portal.years.mapping import mapping_of
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.printing import PDF, PRINTED, pdf_name, printed_form, printed_forms, years_offered
from portal.years.publishing import call_off, withdraw
from portal.years.resources.made import BY_KEY, resources
from portal.years.scenes import readiness_of
from portal.years.words import Sentence, compared
from portal.years.yearly_changes import changes_for_landlords, versions_to_compare

register_model_rule("years.questionnaireversion", view=internal, add=nobody, change=nobody, delete=nobody)

FIRST_YEAR, YEARS_AHEAD = 2025, 2


@admin.register(QuestionnaireVersion)
class QuestionnaireVersionAdmin(RecordPages, ReadOnlyRows, admin.ModelAdmin):
    """The department's people read versions; nobody changes one."""

    list_display = ("__str__", "in_force_from", "state", "note")
    list_filter = ("log_type", ("year", CollectionYearFilter))
    actions = None
    change_list_template = "years/versions.html"
    empty_list_text = "Questionnaires come with the release."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("calledoff").defer("content")

    @admin.display(description="In force from", ordering="effective_from")
    def in_force_from(self, version: QuestionnaireVersion) -> str:
        return (
            "The beginning" if version.from_release and version.number == 1 else moment_in_words(version.effective_from)
        )

    @admin.display(description="State")
    def state(self, version: QuestionnaireVersion) -> str:
        return state_of(version, live.in_force_at(now()))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """All versions, and the years to open."""
        current = collection_year(today())
        years = sorted(
            {*QuestionnaireVersion.objects.values_list("year", flat=True), current, current + 1}, reverse=True
        )
        return super().changelist_view(request, {**(extra_context or {}), "years": years})

    def get_urls(self) -> list[URLPattern]:
        """A page for each year, and for each thing that is done with a version."""
        page = self.plain_page
        of_version = (
            ("<path:object_id>/difference/", "difference", version_difference),
            ("<path:object_id>/difference.xlsx", "difference_xlsx", version_difference_xlsx),
            ("<path:object_id>/yaml/", "yaml", version_yaml),
            ("<path:object_id>/call-off/", "call_off", call_off_page),
            ("<path:object_id>/withdraw/", "withdraw", withdraw_page),
        )
        ours = [
            page("year/<int:year>/", year_page, "year"),
            page("year/<int:year>/<str:log_type>/start/", start_page, "start"),
            page("resources/", resources_page, "resources"),
            page("changes/<int:year>/<str:log_type>/", changes_page, "changes"),
            page("resources/<int:year>/<str:log_type>/<str:key>/", resource_file, "resource"),
            *(page(pattern, partial(with_version, view), one) for pattern, one, view in of_version),
        ]
        return [*additional.urls(self.admin_site.admin_view), *ours, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One version: who, from when, why."""
        return with_version(version_page, signed_in(request), object_id=object_id)


def state_of(version: QuestionnaireVersion, in_force: live.InForce) -> str:
    """Whether a version is in force, still to come, over or called off."""
    if hasattr(version, "calledoff"):
        return "Called off"
    if version.effective_from > now():
        return "To come"
    return "In force" if in_force.get((version.log_type, version.year)) == version.number else "Replaced"


def _readers_only(request: SignedInRequest) -> None:
    if not can(request.user, "view", QuestionnaireVersion):
        raise PermissionDenied


def with_version(view: Any, request: SignedInRequest, object_id: str) -> HttpResponse:
    """Only the department's people, and only a version that there is."""
    _readers_only(request)
    found = QuestionnaireVersion.objects.select_related("based_on", "author", "approver", "calledoff")
    version = found.filter(pk=record_id(object_id)).first()
    if version is None:
        raise Http404
    try:
        answer: HttpResponse = view(request, version)
    except DraftError as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(record_url(version))
    return answer


def _trail(title: str) -> list[Any]:
    return [QuestionnaireVersion._meta, title, ""]


def version_page(request: SignedInRequest, version: QuestionnaireVersion) -> HttpResponse:
    """Who made it, who approved it, from when it is in force, and what can be done."""
    rows = [
        ("State", state_of(version, live.in_force_at(now()))),
        ("In force from", moment_in_words(version.effective_from)),
        ("Comes from", "The release" if version.from_release else str(version.author)),
        ("Approved by", "" if version.from_release else str(version.approver)),
        ("Made from", str(version.based_on or "")),
        ("What changes", version.note),
        ("Checksum", version.checksum),
    ]
    rows += [(f"Warning: {one['warning']}", one["reason"]) for one in version.acknowledged]
    links = [(f"Page of {version.year}", reverse("admin:years_questionnaireversion_year", args=[version.year]))]
    if version.based_on:
        links.append((f"What changed against {version.based_on}", record_url(version, "difference")))
    links.append(("The document as YAML", record_url(version, "yaml")))
    if request.user.is_support and not version.from_release:
        page = "call_off" if version.effective_from > now() else "withdraw"
        links.append(
            ("Call off", record_url(version, page)) if page == "call_off" else ("Withdraw", record_url(version, page))
        )
    return form_page(request, title=str(version), trail=_trail(str(version)), rows=rows, links=links)


def _sentences(version: QuestionnaireVersion) -> list[Sentence]:
    if version.based_on is None:
        return []
    return compared(version.based_on.tree, version.tree)


def version_difference(request: HttpRequest, version: QuestionnaireVersion) -> HttpResponse:
    """What changed against the version that it was made from."""
    changes = _sentences(version)
    return form_page(
        request,
        title="What changed",
        caption=f"{version}, compared with {version.based_on or 'nothing'}",
        template="years/difference.html",
        trail=_trail("What changed"),
        sections=by_section(changes),
        counts=counted(changes),
        workbook=record_url(version, "difference_xlsx"),
    )


def version_difference_xlsx(request: HttpRequest, version: QuestionnaireVersion) -> HttpResponse:
    """The same as a workbook."""
    return difference_workbook(str(version), version.year, version.log_type, _sentences(version))


def version_yaml(request: HttpRequest, version: QuestionnaireVersion) -> HttpResponse:
    """The document, to be kept with the code or compared; reading it back gives the same version."""
    name = f"{version.log_type}-{version.year}-version-{version.number}.yaml"
    return file_answer(as_yaml(version.document).encode(), name, YAML)


def call_off_page(request: SignedInRequest, version: QuestionnaireVersion) -> HttpResponse:
    """Stop a version before its moment."""
    guard(request.user)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        call_off(version=version, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"{version} is called off.")
        return HttpResponseRedirect(record_url(version))
    return form_page(
        request,
        title="Call off",
        caption=str(version),
        trail=_trail("Call off"),
        form=form,
        submit="Call off",
        danger=True,
        cancel=record_url(version),
    )


def withdraw_page(request: SignedInRequest, version: QuestionnaireVersion) -> HttpResponse:
    """Start the way back to what stood before, as a new version."""
    guard(request.user)
    if request.method == "POST":
        draft = withdraw(version=version, by=request.user)
        messages.success(request, "This draft brings back what stood before. Send it for approval.")
        return HttpResponseRedirect(record_url(draft))
    return form_page(
        request,
        title="Withdraw",
        caption=str(version),
        trail=_trail("Withdraw"),
        intro=["A draft is made that brings back what stood before. It comes into force like every other version."],
        submit="Start the way back",
        cancel=record_url(version),
    )


def year_page(request: SignedInRequest, year: int) -> HttpResponse:
    """Is the year ready? Everything that belongs to it, in one place."""
    _readers_only(request)
    if not FIRST_YEAR - 5 <= year <= collection_year(today()) + YEARS_AHEAD + 5:
        raise Http404
    window = CollectionWindow.objects.filter(start_year=year).first()
    in_force = live.in_force_at(now())
    parts = []
    for kind in kinds.kinds():
        around = readiness_of(kind.log_type, year)
        newest = QuestionnaireVersion.objects.latest_standing(kind.log_type, year)
        parts.append(
            {
                "kind": kind,
                "title": kind.log_type.capitalize(),
                "around": around,
                "newest": newest,
                "state": state_of(newest, in_force) if newest else "",
                "draft": (draft := open_draft(kind.log_type, year)),
                "mapping": _mapping_state(newest, draft),
                "ready": newest is not None and around.window and around.areas and around.ranges,
            }
        )
    return form_page(
        request,
        title=f"Collection year {year} to {year + 1}",
        template="years/year.html",
        trail=_trail(f"{year} to {year + 1}"),
        year=year,
        window=window,
        parts=parts,
        ready=all(part["ready"] for part in parts),
        resources=resources(),
        may_edit=request.user.is_support,
    )


def _mapping_state(newest: QuestionnaireVersion | None, draft: Draft | None) -> str:
    """How far it is decided what becomes of the answers of the year before; nothing where that is open."""
    if newest is not None:
        return "Came with the release" if newest.from_release else "Confirmed"
    if draft is None:
        return ""
    left = mapping_of(draft.base.tree, tree_of(draft))
    confirmed = set(draft.reasons.values_list("finding", flat=True))
    return "" if any(row.finding.identity not in confirmed for row in left) else "Confirmed"


def start_page(request: SignedInRequest, year: int, log_type: str) -> HttpResponse:
    """Open a draft: of the year's own version, or as a copy of another year."""
    guard(request.user)
    if log_type not in {kind.log_type for kind in kinds.kinds()} or year > collection_year(today()) + YEARS_AHEAD:
        raise Http404
    back = reverse("admin:years_questionnaireversion_year", args=[year])
    has_version = QuestionnaireVersion.objects.latest_standing(log_type, year) is not None
    known = QuestionnaireVersion.objects.filter(log_type=log_type, year__lt=year).values_list("year", flat=True)
    form = None if has_version else StartForm(sorted(set(known), reverse=True), request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                draft = start_draft(log_type=log_type, year=year, by=request.user)
            else:
                source = form.cleaned_data["source"]
                draft = clone_year(log_type=log_type, year=year, source=source, by=request.user)
        except DraftError as problem:
            messages.error(request, str(problem))
            return HttpResponseRedirect(back)
        return HttpResponseRedirect(record_url(draft))
    return form_page(
        request,
        title=f"Start a draft of {log_type} {year}",
        trail=_trail("Start a draft"),
        form=form,
        intro=["Nothing changes for anybody until the draft is approved and its moment has come."],
        submit="Start draft",
        cancel=back,
    )


def resources_page(request: HttpRequest) -> HttpResponse:
    """The files of the years that are open, for everybody."""
    years = [
        (
            year,
            [
                (kind.log_type, [(one, one.name_for(kind.log_type, year)) for one in resources() if one.offered])
                for kind in kinds.kinds()
                if year in live.years_of(kind)
            ],
        )
        for year in years_offered()
    ]
    return form_page(
        request,
        title="Collection resources",
        template="years/resources.html",
        trail=_trail("Resources"),
        years=years,
        changes=_years_with_changes(),
        printed=printed_forms(),
        printed_key=PRINTED,
        **additional.on_the_page(request),
    )


def changes_page(request: HttpRequest, year: int, log_type: str) -> HttpResponse:
    """For everybody: what a year asks otherwise than the year before, as soon as it is approved."""
    found = versions_to_compare(log_type, year)
    if found is None:
        raise Http404
    old, new = found
    title = f"What changes for {log_type} in {year} to {year + 1}"
    return form_page(
        request,
        title=title,
        template="years/changes.html",
        trail=[title, ""],
        note=new.note,
        sections=by_section(changes_for_landlords(old, new)),
        links=[("Collection resources", reverse("admin:years_questionnaireversion_resources"))],
    )


def _years_with_changes() -> list[tuple[int, str]]:
    """The years whose changes landlords can read: those that are open, and the next one once it is approved."""
    years = [max(years_offered()) + 1, *years_offered()]
    return [
        (year, kind.log_type)
        for year in years
        for kind in kinds.kinds()
        if versions_to_compare(kind.log_type, year) is not None
    ]


def resource_file(request: SignedInRequest, year: int, log_type: str, key: str) -> HttpResponse:
    """One file, made from the version in force; the department also takes those of other years."""
    if key == PRINTED:
        return _printed(year, log_type)
    resource = BY_KEY.get(key)
    kind = next((one for one in kinds.kinds() if one.log_type == log_type), None)
    department = can(request.user, "view", QuestionnaireVersion)
    if resource is None or not (department or (resource.offered and year in years_offered())):
        raise Http404
    if kind is None or year not in live.years_of(kind):
        raise Http404
    content = resource.make(live.program_of(kind, year), kind.duplicates_compared)
    return file_answer(content, resource.name_for(log_type, year), resource.content_type)


def _printed(year: int, log_type: str) -> HttpResponse:
    """The paper form as a worker has printed it."""
    found = printed_form(log_type, year)
    if found is None:
        raise Http404
    return file_answer(bytes(found.content), pdf_name(log_type, year), PDF)
