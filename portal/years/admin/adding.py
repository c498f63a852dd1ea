"""A new part of a draft: a question, page, section, block for persons, warning, or a named text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.requests import SignedInRequest
from portal.theme.forms import GovForm, GovIntegerField, GovSelectField, GovTextareaField, GovTextField
from portal.theme.record_pages import record_url
from portal.years.admin.editing import page_of, part_of, save, with_article
from portal.years.admin.forms import attribute_field, read_options
from portal.years.labels import KIND_WORDS, Labels
from portal.years.models import Draft
from portal.years.operations import Add
from portal.years.places import AFTER, new_place
from portal.years.tree import NAMED, ROOT, Branch, Tree, tidy

ID_HINTS = {
    "question": (
        "The name under which the answer is kept: small letters, digits and underscores. It is never used again. In a "
        "block for persons {n} stands for the person’s number."
    ),
    "stored value": "The name under which the value is kept. It is never used again.",
    "warning text": "The name under which the confirmation is kept. It is never used again.",
}
# What a part cannot be without, or hardly ever is; everything else stands on its own page.
FIRST = {
    "question": ("ask", "hint", "label", "missing", "kind", "options", "cds", "csv", "bulk", "when"),
    "page": ("heading", "guidance", "when"),
    "section": ("title",),
    "subsection": ("title", "after_setup"),
    "warning": ("rule", "person", "when"),
    "warning text": ("title", "text", "confirm", "label", "csv", "cds"),
    "guidance": ("text",),
    "condition": ("when",),
    "option set": ("options",),
    "stored value": ("label", "type", "bulk", "csv", "cds"),
    "rule text": ("rule",),
}
NEEDED = {
    "question": ("ask", "label", "kind"),
    "section": ("title",),
    "subsection": ("title",),
    "warning": ("rule",),
    "warning text": ("title", "text", "confirm"),
    "guidance": ("text",),
    "condition": ("when",),
    "option set": ("options",),
    "stored value": ("label", "type"),
    "rule text": ("rule",),
}
LAST_PERSON = 16
NAMED_KINDS = frozenset(kind for kind, _ in NAMED.values())
GROUP_TITLES = {
    "guidance": "Guidance",
    "warning text": "Texts of warnings",
    "condition": "Named conditions",
    "option set": "Named options",
    "stored value": "Values that are worked out",
    "rule text": "General rules",
}


class NewPartForm(GovForm):
    """What a new part of a kind needs; the rest is entered on its own page afterwards."""

    def __init__(self, kind: str, tree: Tree, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.kind = kind
        if kind == "persons":
            self.fields["first"] = GovIntegerField(label="First person’s number", width=2, min_value=1)
            self.fields["last"] = GovIntegerField(label="Last person’s number", width=2, max_value=LAST_PERSON)
        elif kind == "warning":
            texts = [(part.name, str(part.attrs.get("title", part.name))) for part in tree.of_kind("warning text")]
            self.fields["name"] = GovSelectField(label="Text of the warning", short_label="text", options=texts)
        else:
            hint = ID_HINTS.get(kind, "Small letters, digits and underscores.")
            self.fields["name"] = GovTextField(label="Id", hint=hint, max_length=60)
        for name in FIRST.get(kind, ()):
            self.fields[name] = _first_field(name, tree)
            self.fields[name].required = name in NEEDED.get(kind, ())

    def clean_name(self) -> str:
        """Ids are part of conditions and rules."""
        name = str(self.cleaned_data["name"]).strip()
        if not name.replace("{n}", "").replace(" ", "_").isidentifier() or name != name.lower():
            raise forms.ValidationError("The id must consist of small letters, digits and underscores")
        return name

    def clean_options(self) -> Any:
        """Lines are the question’s own options; one name is that of a named set."""
        return read_options(str(self.cleaned_data.get("options") or ""), {})

    def clean(self) -> dict[str, Any]:
        """The last person comes behind the first."""
        given = super().clean() or {}
        if self.kind == "persons" and not self.errors and given["last"] < given["first"]:
            self.add_error("last", "The last person’s number must not be below the first")
        return given

    def branch(self, tree: Tree) -> Branch:
        """The new part."""
        given = dict(self.cleaned_data)
        if self.kind == "persons":
            attrs: dict[str, Any] = {"repeat": {"from": given.pop("first"), "to": given.pop("last")}}
            name = f"{attrs['repeat']['from']}-{attrs['repeat']['to']}"
        else:
            name = given.pop("name")
            names = {kind: "name" for kind, _ in NAMED.values()} | {"page": "group", "warning": "confirm"}
            attrs = {names.get(self.kind, "id"): name}
        return Branch(tree.free_key(self.kind, name), self.kind, tidy({**attrs, **given}), {})


def _first_field(name: str, tree: Tree) -> forms.Field:
    if name == "options":
        hint = (
            "One on each line: its code, a colon, its words. Or the name of named options. Only for a question to "
            "choose from."
        )
        return GovTextareaField(label="Options", hint=hint)
    if name == "when":
        hint = "In the language of the questionnaires. Leave it empty to build it from rows on the next page."
        return GovTextField(label="When it is asked", hint=hint)
    return attribute_field(name, tree)


def add_page(request: SignedInRequest, draft: Draft, part_kind: str, where: str, key: str) -> HttpResponse:
    """A new part behind another, or last in it."""
    tree, part = part_of(draft, key)
    place = new_place(tree, part_kind, where, part)
    if place is None:
        raise Http404
    labels = Labels(tree)
    form = NewPartForm(part_kind, tree, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        branch = form.branch(tree)
        conflict = save(request, draft, [Add(branch.key, place, branch)], form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(record_url(draft, "part", branch.key))
    word = KIND_WORDS[part_kind]
    return page_of(
        request,
        draft,
        title=f"Add {with_article(word)}",
        intro=[f"It goes {'behind' if where == AFTER else 'into'} {labels.part(part)}."],
        form=form,
        submit=f"Add {word}",
        cancel=record_url(draft, "named") if part_kind in NAMED_KINDS else record_url(draft, "change"),
        conflict=conflict,
    )


def named_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What stands at the top of the document under names: guidance, warnings’ texts, conditions, options, values."""
    tree, _ = part_of(draft, ROOT)
    labels = Labels(tree)
    groups = []
    for slot, (kind, _) in NAMED.items():
        lines = [(part, labels.summary(part)) for part in tree.of_kind(kind)]
        word = KIND_WORDS[kind]
        groups.append((GROUP_TITLES[kind], lines, record_url(draft, "add_part", kind, slot, ROOT), word))
    return page_of(request, draft, title="Texts and names", template="years/named.html", groups=groups)
