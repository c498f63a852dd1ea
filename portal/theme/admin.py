"""What every ModelAdmin of the site gets, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin, SimpleListFilter, display, site
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.utils import get_fields_from_path, unquote
from django.contrib.admin.views.main import ERROR_FLAG, IGNORED_PARAMS, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.forms import CheckboxInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe

from portal.theme.record_history import history_of
from portal.words import with_article

from .filters import clean_query
from .forms.dates import GovDateField
from .model_fields import GovDateTimeField
from .stock_words import in_our_words

if TYPE_CHECKING:
    _Admin = ModelAdmin[Any]  # what the mixin stands in front of
else:
    _Admin = object

# Database field -> the GOV.UK form field or widget of stock change forms.
OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": GovDateField},
    models.DateTimeField: {"form_class": GovDateTimeField},
}


def use_govuk_fields(options: ModelAdmin | InlineModelAdmin) -> None:
    """Gives an admin our fields, leaving what it chose itself."""
    own = type(options).formfield_overrides
    ours = {field_class: dict(override) for field_class, override in OVERRIDES.items() if field_class not in own}
    vars(options)["formfield_overrides"] = {**options.formfield_overrides, **ours}


IGNORED = {*IGNORED_PARAMS, PAGE_VAR, ERROR_FLAG}
"""What a list reads besides its filters: search, order, page."""
STOCK_LOOKUPS = ("", "__exact", "__isnull", "__gte", "__lt", "__isempty")
"""What Django's own filters by field send after the name of the field."""


def filter_parameters(options: Any, request: HttpRequest) -> frozenset[str]:
    """The parameters that the filters of a list send, and no other."""
    names: set[str] = set()
    for item in options.get_list_filter(request):
        if isinstance(item, type) and issubclass(item, SimpleListFilter):
            names.add(str(item.parameter_name))
            continue
        path = item[0] if isinstance(item, list | tuple) else item
        names.update(f"{path}{lookup}" for lookup in STOCK_LOOKUPS)
        if get_fields_from_path(options.model, path)[-1].is_relation:
            names.add(f"{path}__id__exact")
    if options.date_hierarchy:
        names.update(f"{options.date_hierarchy}__{part}" for part in ("year", "month", "day"))
    return frozenset(names)


class GovAdminMixin(_Admin):
    """GOV.UK habits of lists and forms.

    `remember_filters = True`: a list opens as the person left it; "Clear" forgets.
    `empty_list_text`: what to do when the list has nothing yet.
    `create_verb`: what the button that makes a record says.
    """

    remember_filters: bool
    empty_list_text: str
    create_verb: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_govuk_fields(self)

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[InlineModelAdmin]:
        """Inlines have the same fields."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            use_govuk_fields(inline)
        return inlines

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """No `required` attributes: our error summary speaks instead of the browser."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.use_required_attribute = False
        return form

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """What the field says when something is wrong names it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return in_our_words(field, str(getattr(db_field, "verbose_name", db_field.name)))

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> list[tuple[str, str]]:
        """The empty choice says what to do instead of showing dashes."""
        return super().get_action_choices(request, default_choices or [("", "Choose an action")])

    @display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: models.Model) -> SafeString:
        """Named by what it ticks."""
        attrs = {"class": "action-select", "aria-label": f"Tick {obj}"}
        ticked = getattr(obj, "was_ticked", False)
        return CheckboxInput(attrs, lambda value: ticked).render(ACTION_CHECKBOX_NAME, str(obj.pk))

    @property
    def _ticks_key(self) -> str:
        return f"ticked:{self.opts.label_lower}"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Rows that were ticked when no action was chosen are still ticked, without scripts as well."""
        cl = super().get_changelist_instance(request)
        if ticked := getattr(request, "session", {}).pop(self._ticks_key, ()):
            for row in cl.result_list:
                row.was_ticked = str(row.pk) in ticked
        return cl

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Filter form to plain address, remembered filters, clearing; an action without rows, or rows without one."""
        if (
            request.method == "POST"
            and {"index", "action"} & set(request.POST)
            and (lacking := self._lacking(request.POST))
        ):
            messages.error(request, lacking)
            request.session[self._ticks_key] = request.POST.getlist(ACTION_CHECKBOX_NAME)[:MOST_TICKS]
            return HttpResponseRedirect(request.get_full_path())
        if request.method == "GET" and (target := self._list_redirect(request)) is not None:
            return HttpResponseRedirect(target)
        return super().changelist_view(request, extra_context)

    def _lacking(self, sent: QueryDict) -> str:
        """What has to be chosen before an action can be carried out."""
        if not sent.getlist(ACTION_CHECKBOX_NAME) and sent.get("select_across") != "1":
            return f"Tick at least one {self.opts.verbose_name} first."
        return "" if any(sent.getlist("action")) else "Choose an action first."

    def _list_redirect(self, request: HttpRequest) -> str | None:
        key = f"filters:{self.opts.label_lower}"
        if "clear" in request.GET:
            request.session.pop(key, None)
            return request.path
        query = clean_query(request)
        if query is not None:
            if not query and self.remember_filters:
                request.session.pop(key, None)
            return f"{request.path}?{query}" if query else request.path
        if not self.remember_filters or "_popup" in request.GET:
            return None
        if request.GET:
            if not self._knows(request.GET, request):
                return None  # remembered, it would be refused whenever the list is opened
            kept_query = request.GET.copy()
            for passing in (PAGE_VAR, ERROR_FLAG, SEARCH_VAR):  # a search is over when the person leaves the list
                kept_query.pop(passing, None)
            if request.session.get(key) != kept_query.urlencode():  # a write for each page turned would be waste
                request.session[key] = kept_query.urlencode()
            return None
        kept = request.session.get(key)
        if kept and not self._knows(QueryDict(kept), request):  # of a filter that exists no longer
            request.session.pop(key)
            kept = None
        return f"{request.path}?{kept}" if kept else None

    def _knows(self, parameters: QueryDict, request: HttpRequest) -> bool:
        return not set(parameters) - IGNORED - filter_parameters(self, request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's own filters send: any other column would answer guesses about what it holds."""
        return lookup in filter_parameters(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """Whatever is new is created; things are added to what is there already."""
        words = {
            "title": f"{self.create_verb} {with_article(str(self.opts.verbose_name))}",
            "create_verb": self.create_verb,
        }
        return super().add_view(request, form_url, {**words, **(extra_context or {})})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Asked before it is looked for, so that the answer does not tell which records exist."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def listed(self, request: HttpRequest) -> models.QuerySet[Any]:
        """What the list shows with its filters and search, all its pages together: the rows of a file."""
        try:
            return self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("The address holds filters that the list has not got") from error


def listed_rows(model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
    """What the list of a model shows with the filters and the search of this address."""
    return cast(GovAdminMixin, site.get_model_admin(model)).listed(request)


MOST_TICKS = 1_000
# What an admin has that says nothing itself. `show_full_result_count`: counting all rows is slow on big tables.
DEFAULTS: dict[str, Any] = {
    "remember_filters": False,
    "empty_list_text": "",
    "create_verb": "Create",
    "show_full_result_count": False,
    "view_on_site": False,
}


def _undecided(admin_class: type[ModelAdmin], name: str) -> bool:
    return getattr(admin_class, name, None) == getattr(ModelAdmin, name, None)


def record_history_view(
    self: ModelAdmin, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
) -> HttpResponse:
    """From what to what, for every model that keeps a history; the stock page only names the fields."""
    if not self.has_view_or_change_permission(request):
        raise PermissionDenied  # before anything is looked up: what exists is not told either
    if not hasattr(self.model, "history"):
        return ModelAdmin.history_view(self, request, object_id, extra_context)
    obj = self.get_object(request, unquote(object_id))
    if obj is None:
        raise Http404
    if not self.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    context = {
        **self.admin_site.each_context(request),
        "title": "History",
        "caption": str(obj),
        "trail": [self.opts, obj, "History"],
        "entries": history_of(obj),
    }
    return TemplateResponse(request, "theme/record_history.html", context)


def govuk_admin(admin_class: type[ModelAdmin]) -> type[ModelAdmin]:
    """The admin class with our mixin in front, once."""
    if issubclass(admin_class, GovAdminMixin):
        return admin_class
    defaults = {name: value for name, value in DEFAULTS.items() if _undecided(admin_class, name)}
    if _undecided(admin_class, "history_view"):
        defaults["history_view"] = record_history_view
    return type(admin_class.__name__, (GovAdminMixin, admin_class), {"__module__": admin_class.__module__, **defaults})
