"""Asking for the logs of a list as a file: which year, labels or codes, CSV or workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify

from orgs.models import Organisation
from portal.clock import end_of_day, today
from portal.files.ask import MOST_AT_ONCE, ask_for_file, limit_of
from portal.files.formats import FileFormat
from portal.files.forms import FormatForm
from portal.files.models import PreparedFile
from portal.files.registry import file_kind
from portal.logs.admin.filters import SeveralFilter
from portal.logs.downloads.definitions import note_use
from portal.logs.downloads.files import columns_of, file_name, listed_logs, may_have_codes, may_look_back
from portal.logs.past import as_of
from portal.parameters import record_id
from portal.requests import SignedInRequest
from portal.theme.forms import GovRadiosField, Option
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url
from portal.windows.request import windows_of
from portal.words import counted, day_in_words

if TYPE_CHECKING:
    from accounts.models import User
    from portal.logs.admin.base import LogAdmin


CODES = "codes"
YEAR = "year"
DAY = "day"


class FileForm(FormatForm):
    """What is not said by the list yet."""

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(years) > 1:
            year = GovRadiosField(
                label="Which collection year do you want?",
                short_label="the collection year",
                hint="A file holds one year, because questions and codes differ between years.",
                options=[Option(str(one), year_words(one)) for one in years],
            )
            self.fields = {"file_year": year, **self.fields}


def year_words(year: int) -> str:
    """A collection year as people say it."""
    return f"{year} to {year + 1}"


def download_list(admin: LogAdmin, request: SignedInRequest) -> HttpResponseBase:
    """The page with what will be in the file; sending it brings the file, or the page of the job that makes it."""
    wish = _asked(request)
    form = FileForm(request.POST if request.method == "POST" else None, years=wish.years)
    if request.method == "POST" and form.is_valid():
        year = int(form.cleaned_data.get("file_year") or wish.years[0])
        return _file(admin, request, wish, year, form.chosen)
    kind = admin.model.kind
    return form_page(
        request,
        title=f"Download {kind.words.noun}s {'with codes' if wish.codes else 'with labels'}",
        form=form,
        submit="Download",
        trail=[admin.opts, "Download"],
        status=422 if form.errors else 200,
        intro=_intro(admin, request.user, wish),
        rows=list(_filters(admin, request, wish.query)),
        cancel=model_url(admin.model, query=wish.query),
    )


@dataclass(frozen=True)
class Wish:
    """What is asked for: the filters of the list, the years to choose from (one where the list has one), codes or
    labels, and the day whose end is asked for, instead of now."""

    query: QueryDict
    years: list[int]
    codes: bool
    day: date | None

    def of_year(self, year: int) -> str:
        """The filters, for one year."""
        narrowed = self.query.copy()
        narrowed.setlist(YEAR, [str(year)])
        return narrowed.urlencode()


def _asked(request: SignedInRequest) -> Wish:
    codes = CODES in request.GET
    if codes and not may_have_codes(request.user):
        raise PermissionDenied
    query = request.GET.copy()
    for name in (CODES, DAY, PAGE_VAR):
        query.pop(name, None)
    offered = windows_of(request).filter_years(today())
    chosen = [year for year in offered if str(year) in query.getlist(YEAR)]
    return Wish(query, chosen if len(chosen) == 1 else offered, codes, _day(request))


def _day(request: SignedInRequest) -> date | None:
    if DAY not in request.GET:
        return None
    if not may_look_back(request.user):
        raise PermissionDenied
    try:
        day = date.fromisoformat(request.GET[DAY])
    except ValueError as error:
        raise BadRequest("The address holds a day that is none") from error
    if day > today():
        raise BadRequest("The address holds a day that has not been")
    return day


def _count(admin: LogAdmin, user: User, wish: Wish, year: int) -> int:
    with as_of(end_of_day(wish.day)) if wish.day else nullcontext():
        logs = listed_logs(admin.model.kind, user, wish.of_year(year), year)
        return int(logs.order_by()[: MOST_AT_ONCE + 1].count())


def _intro(admin: LogAdmin, user: User, wish: Wish) -> list[str]:
    noun = admin.model.kind.words.noun
    lines = [f"As they stood at the end of {day_in_words(wish.day)}."] if wish.day else []
    for year in wish.years:
        number = _count(admin, user, wish, year)
        many = f"More than {MOST_AT_ONCE:,} {noun}s" if number > MOST_AT_ONCE else counted(number, noun).capitalize()
        lines.append(f"{many} from {year_words(year)}.")
        if number >= limit_of(FileFormat.XLSX):
            lines.append(f"A large file is made in the background. We tell {user.email} when it is ready.")
    return list(dict.fromkeys(lines))


def _filters(admin: LogAdmin, request: HttpRequest, query: QueryDict) -> Iterator[tuple[str, str, str]]:
    """What the list is filtered by, in words, each with the way back to change it."""
    back = model_url(admin.model, query=query)
    if term := query.get("q", "").strip():
        yield "Search", term, back
    params = {name: query.getlist(name) for name in query}
    for item in admin.get_list_filter(request):
        assert isinstance(item, type)
        assert issubclass(item, SimpleListFilter)
        used = item(request, dict(params), admin.model, admin)
        if used.parameter_name not in params:
            continue
        if isinstance(used, SeveralFilter):
            chosen = set(used.chosen)
            labels = [str(label) for value, label in used.lookup_choices if str(value) in chosen]
        else:
            labels = [str(label) for value, label in used.lookup_choices if str(value) == used.value()]
            labels = labels or [str(used.value() or "")]
        yield str(used.title), ", ".join(labels), back


def _file(
    admin: LogAdmin, request: SignedInRequest, wish: Wish, year: int, file_format: FileFormat
) -> HttpResponseBase:
    kind, user, day = admin.model.kind, request.user, wish.day.isoformat() if wish.day else ""
    name = [f"{kind.log_type}-logs", _organisation(user, wish.query), f"as-of-{day}" if day else ""]
    answer = ask_for_file(
        user=user,
        kind=file_kind(file_name(kind)),
        parameters={
            "query": wish.of_year(year),
            "year": year,
            "codes": wish.codes,
            **({"as_of": day} if day else {}),
        },
        file_format=file_format,
        name="-".join(filter(None, name)),
    )
    note_use(kind.log_type, year, columns_of(kind, year, user, codes=wish.codes).headers)
    if isinstance(answer, PreparedFile):
        return redirect("admin:files_preparedfile_change", answer.pk)
    return answer


def _organisation(user: User, query: QueryDict) -> str:
    """The organisation whose list it is stands in the file's name."""
    found = Organisation.objects.visible_to(user).filter(pk=record_id(query.get("organisation"))).first()
    return slugify(found.name_on()) if found else ""
