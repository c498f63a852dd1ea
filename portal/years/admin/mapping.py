"""Pages of the mapping of a new year: what becomes of answers of the year before, row by row, and its confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from portal.requests import SignedInRequest
from portal.theme.record_pages import record_url
from portal.years.admin.editing import page_of, save
from portal.years.admin.forms import MappingForm
from portal.years.drafts import confirm_mapping, tree_of
from portal.years.mapping import mapped, mapping_of, seen
from portal.years.models import Draft


def mapping_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Every question of the year before whose answers do not simply go along; sending the page confirms all."""
    if not draft.is_new_year:
        raise Http404
    if request.method == "POST":
        confirm_mapping(draft=draft, shown=request.POST.get("seen", ""), by=request.user)
        messages.success(request, "The mapping is confirmed.")
        return HttpResponseRedirect(record_url(draft))
    rows = mapping_of(draft.base.tree, tree_of(draft))
    confirmed = set(draft.reasons.values_list("finding", flat=True))
    open_rows = [row for row in rows if row.finding.identity not in confirmed]
    return page_of(
        request,
        draft,
        title="Answers of the year before",
        template="years/mapping.html",
        mapping=[(row, row not in open_rows) for row in rows],
        seen=seen(rows),
        confirmable=bool(open_rows) and draft.state == Draft.State.EDITING,
    )


def mapped_page(request: SignedInRequest, draft: Draft, name: str) -> HttpResponse:
    """What becomes of the answers of one question."""
    tree = tree_of(draft)
    rows = mapping_of(draft.base.tree, tree) if draft.is_new_year else []
    row = next((one for one in rows if one.question.name == name), None)
    if row is None:
        raise Http404
    form = MappingForm(row, draft.base.tree, tree, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        target, codes = form.mapping()
        asks_for_codes = target is not None and target is not form.shown_target
        conflict = save(request, draft, mapped(tree, name, target, codes), form)
        if conflict is None and not form.errors:
            # The options of another question are chosen on the page as it then is.
            return HttpResponseRedirect(
                record_url(draft, "mapped", name) if asks_for_codes else record_url(draft, "mapping")
            )
    return page_of(
        request,
        draft,
        title="What becomes of these answers",
        intro=[row.text],
        form=form,
        submit="Save",
        cancel=record_url(draft, "mapping"),
        conflict=conflict,
    )
