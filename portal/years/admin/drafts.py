"""A draft in the admin: its questions, its edits, what it changes, what is wrong with it, and its way to approval."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from orgs.access import register_model_rule
from orgs.access.models import nobody, support
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.pages import form_page
from portal.theme.read_only import ReadOnlyRows
from portal.theme.record_pages import RecordPages, record_url
from portal.words import moment_in_words
from portal.years.admin import adding, editing, mapping, publication
from portal.years.admin.files import difference_workbook
from portal.years.admin.present import by_section, counted
from portal.years.draft_pages import links_of
from portal.years.drafts import DraftError, guard, needed_by, standing_edits, tree_of, undo
from portal.years.models import Draft
from portal.years.publishing import note_reading, readiness
from portal.years.resources.made import resources
from portal.years.review import texts_with_a_year
from portal.years.tree import Tree
from portal.years.words import compared

register_model_rule("years.draft", view=support, add=nobody, change=nobody, delete=nobody)
for _name in ("draftedit", "warningreason", "differenceread", "calledoff", "announcement"):
    register_model_rule(f"years.{_name}", view=support, add=nobody, change=nobody, delete=nobody)

Page = Callable[..., HttpResponse]


def trail(draft: Draft, title: str) -> list[Any]:
    """From the list of drafts over the draft to the page."""
    return [Draft._meta, draft, title]


@admin.register(Draft)
class DraftAdmin(RecordPages, ReadOnlyRows, admin.ModelAdmin):
    """Support works on drafts; everything that changes one is a named function of its own."""

    list_display = ("__str__", "state", "started_by", "created_at")
    list_select_related = ("created_by",)
    actions = None
    empty_list_text = "Nobody is working on a questionnaire. Open the page of a year to start."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("created_by")

    @admin.display(description="Started by")
    def started_by(self, draft: Draft) -> str:
        return str(draft.created_by)

    def get_urls(self) -> list[URLPattern]:
        """A page for each thing that is done with a draft."""
        pages: tuple[tuple[str, str, Page], ...] = (
            ("<path:object_id>/part/<str:key>/", "part", editing.part_page),
            ("<path:object_id>/options/<str:key>/", "options", editing.options_page),
            ("<path:object_id>/condition/<str:key>/", "condition", editing.condition_page),
            ("<path:object_id>/add/<str:part_kind>/<str:where>/<str:key>/", "add_part", adding.add_page),
            ("<path:object_id>/named/", "named", adding.named_page),
            ("<path:object_id>/fields/", "fields", editing.fields_page),
            ("<path:object_id>/columns/", "columns", editing.columns_page),
            ("<path:object_id>/move/<str:key>/", "move", editing.move_page),
            ("<path:object_id>/remove/<str:key>/", "remove", editing.remove_page),
            ("<path:object_id>/conditions/", "conditions", editing.conditions_page),
            ("<path:object_id>/review/", "review", editing.review_page),
            ("<path:object_id>/mapping/", "mapping", mapping.mapping_page),
            ("<path:object_id>/mapping/<str:name>/", "mapped", mapping.mapped_page),
            ("<path:object_id>/edits/", "edits", edits_page),
            ("<path:object_id>/difference/", "difference", difference_page),
            ("<path:object_id>/difference.xlsx", "difference_xlsx", difference_xlsx),
            ("<path:object_id>/checks/", "checks", publication.checks_page),
            ("<path:object_id>/outputs/<str:output>/", "output", publication.output_page),
            ("<path:object_id>/publish/", "publish", publication.publish_page),
            ("<path:object_id>/approve/", "approve", publication.approve_page),
            ("<path:object_id>/send-back/", "send_back", publication.send_back_page),
            ("<path:object_id>/give-up/", "give_up", publication.give_up_page),
            ("<path:object_id>/take-over/", "take_over", publication.take_over_page),
        )
        ours = [self.plain_page(pattern, partial(with_draft, view), name) for pattern, name, view in pages]
        return [*ours, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The draft: where it stands and all its questions."""
        return with_draft(draft_page, signed_in(request), object_id=object_id)


def with_draft(view: Page, request: SignedInRequest, object_id: str, **more: Any) -> HttpResponse:
    """Only support, and only a draft that there is; what a use case refuses is said on the draft's page."""
    guard(request.user)
    draft = Draft.objects.select_related("base", "created_by", "submitted_by").filter(pk=record_id(object_id)).first()
    if draft is None:
        raise Http404
    try:
        return view(request, draft, **more)
    except DraftError as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(record_url(draft))


def draft_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where the draft stands, and every question in its place."""
    tree = tree_of(draft)
    rows = [
        ("State", draft.get_state_display()),
        ("Made from", str(draft.base)),
        ("Edits", str(draft.edits.filter(undone_at=None).count())),
    ]
    if draft.effective_from:
        rows.append(("In force from", moment_in_words(draft.effective_from)))
    return form_page(
        request,
        title=str(draft),
        template="years/draft.html",
        trail=[Draft._meta, str(draft)],
        rows=rows,
        draft=draft,
        outline=editing.outline(tree),
        more_pages=links_of(draft),
        resources=resources(),
        dated=len(list(texts_with_a_year(tree))) if draft.is_new_year else 0,
        ready=readiness(draft, tree) if draft.is_open else None,
    )


def edits_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Every edit in words, and undo for each that nothing stands on."""
    if request.method == "POST":
        undone = undo(draft=draft, number=record_id(request.POST.get("number")), by=request.user)
        messages.success(request, f"Undone: {undone.words[0] if undone.words else undone}")
        return HttpResponseRedirect(record_url(draft, "edits"))
    standing = standing_edits(draft)
    edits = [
        (edit, needed_by(edit, standing) if edit.undone_at is None else None)
        for edit in draft.edits.select_related("by", "undone_by").order_by("-number")
    ]
    return form_page(
        request,
        title="Edits",
        caption=str(draft),
        template="years/edits.html",
        trail=trail(draft, "Edits"),
        draft=draft,
        edits=edits,
    )


def difference_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """What the draft changes, in words; that somebody read it is noted."""
    changes = compared(draft.base.tree, Tree(tree_of(draft).document()))
    note_reading(draft=draft, by=request.user)
    return form_page(
        request,
        title="What changes",
        caption=f"{draft}, compared with {draft.base}",
        template="years/difference.html",
        trail=trail(draft, "What changes"),
        sections=by_section(changes),
        counts=counted(changes),
        workbook=record_url(draft, "difference_xlsx"),
    )


def difference_xlsx(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The same for the files of those who sign it off."""
    changes = compared(draft.base.tree, Tree(tree_of(draft).document()))
    return difference_workbook(str(draft), draft.year, draft.log_type, changes)
