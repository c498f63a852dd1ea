"""The page on which a file is chosen, and the verdict on it at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from orgs.access import get_visible_or_404
from orgs.models import Organisation
from portal.logs.kinds import kind_named, log_types
from portal.logs.uploads.delivering import Upload, deliver, open_years, read_upload, remember_mapping, require
from portal.logs.uploads.files import FileError
from portal.logs.uploads.files.delivery import WrongTemplate
from portal.logs.uploads.files.header import UnknownColumn
from portal.logs.uploads.files.table import EncodingNeeded, EncodingProposal, column_letter
from portal.logs.uploads.files.text import ENCODINGS
from portal.logs.uploads.limits import LIMITS
from portal.logs.uploads.rows.layout import Layout, layout_of
from portal.parameters import record_id, whole_number
from portal.requests import SignedInRequest
from portal.theme.forms import GovFileField, GovForm, GovRadiosField, GovSelectField, Option
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url

if TYPE_CHECKING:
    from portal.logs.uploads.admin.submission import SubmissionAdmin


NOT_USED = "0"
_CLOSED = "Logs of that collection year cannot be added any more."
_COLUMN, _ASKED = "column_", "asked"


def year_words(year: int) -> str:
    """A collection year as people say it."""
    return f"{year} to {year + 1}"


class Instead(NamedTuple):
    """The page for a file that was brought to another one, and which logs it takes."""

    url: str
    words: str


class UploadForm(GovForm):
    """Year and file; when the file could not be taken as it is, what has to be said about it."""

    year = GovRadiosField()
    file = GovFileField(label="Upload a file", short_label="a file")
    asked = ""
    """The columns that are asked about, for the page that comes back without a file."""
    instead: Instead | None = None

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"] = GovRadiosField(
            label="Which collection year are these logs for?",
            short_label="the collection year",
            options=[Option(str(year), year_words(year)) for year in years],
        )
        if len(years) == 1:
            del self.fields["year"]
        self.fields["file"].help_text = f"CSV, XLSX, XLSM or ODS, {LIMITS.words}"

    def ask_encoding(self, proposals: tuple[EncodingProposal, ...]) -> None:
        """The bytes can be read in several ways; the person sees how the doubtful cell reads in each."""
        options = [Option(one.name, f"{one.label}: “{one.preview}”" if one.preview else one.label) for one in proposals]
        self.fields["encoding"] = GovRadiosField(
            label="Which of these reads right?", short_label="how the file was saved", options=options
        )
        self.fields["encoding"].help_text = "Choose the file again as well: nothing of it was kept."

    def ask_columns(self, columns: tuple[UnknownColumn, ...], layout: Layout) -> None:
        """Headers that no field claims; the answers are remembered for the organisation."""
        titles = {
            number: f"{number} {layout.questionnaire.label(names[0])}" for number, names in layout.answers_at.items()
        }
        options = [Option(NOT_USED, "Not used"), *(Option(str(number), title) for number, title in titles.items())]
        sent = cast("QueryDict", self.data).copy()
        self.data = sent
        for name in [name for name in self.fields if name.startswith(_COLUMN)]:
            del self.fields[name]
        self.asked = json.dumps([(column.index, column.title, column.samples) for column in columns])
        for column in columns:
            name = f"{_COLUMN}{column.index}"
            field = GovSelectField(label=f"Column {column.letter}: {column.title}", options=options, required=False)
            field.help_text = f"For example {', '.join(column.samples)}" if column.samples else "No values"
            chosen = sent.get(name)
            sent[name] = chosen or str(column.proposal or NOT_USED)
            self.fields[name] = field
            heard = self.is_bound and self._errors is not None
            if heard and (title := titles.get(whole_number(chosen) or 0)) is not None:  # but it was not taken
                self.add_error(name, f"Another column is “{title}” already. Choose another field for this one")


def upload_page(admin: SubmissionAdmin, request: SignedInRequest, log_type: str) -> HttpResponse:
    """Choose a file; it is read at once, and refused with the reason or kept to be checked row by row."""
    if log_type not in log_types():
        raise Http404
    organisation = organisation_of(request)
    require(request.user, organisation)
    kind = kind_named(log_type)
    years = open_years(kind)
    if not years:
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, years=years)
    _restore(form, request, log_type, years)
    if request.method == "POST" and form.is_valid():
        response = _take(request, form, organisation, log_type, years)
        if response is not None:
            return response
    noun = f"{kind.words.noun}s"
    return form_page(
        request,
        title=f"Upload {noun}",
        caption=organisation.name_on(),
        form=form,
        submit="Upload",
        template="uploads/upload.html",
        status=422 if form.errors else 200,
        templates=[_template(log_type, year, organisation) for year in years],
        limits=LIMITS,
        instead=form.instead,
        list_url=reverse("admin:uploads_submission_changelist"),
        cancel=model_url(kind.model),
        hidden=[(_ASKED, form.asked)] if form.asked else [],
    )


def organisation_of(request: HttpRequest) -> Organisation:
    """The person's own; support names one."""
    chosen = request.GET.get("organisation", "")
    user: Any = request.user
    if user.is_support and chosen:
        usable = Organisation.objects.visible_to(user).with_agreement_signed()
        found = usable.filter(pk=record_id(chosen)).first()
        if found is None:
            raise Http404
        return found
    return Organisation.objects.with_agreement_signed().get(pk=user.organisation_id)


def sampled_organisation(request: SignedInRequest) -> Organisation:
    """For whom a sample is made: whoever asks may have no agreement yet, as a sample holds nothing of anybody."""
    if (chosen := whole_number(request.GET.get("organisation"))) is None:
        return request.user.organisation
    found: Organisation = get_visible_or_404(Organisation.objects.all(), request.user, pk=chosen)
    return found


def _restore(form: UploadForm, request: HttpRequest, log_type: str, years: list[int]) -> None:
    """What was asked about the file is asked again with it, so that the answers are heard."""
    if (chosen := request.POST.get("encoding", "")) in ENCODINGS:
        form.ask_encoding((EncodingProposal(chosen, ENCODINGS[chosen], ""),))
    if columns := _asked_before(request.POST.get(_ASKED, "")):
        year = whole_number(request.POST.get("year"))
        program = kind_named(log_type).program(year if year in years else years[0])
        form.ask_columns(columns, layout_of(program.questionnaire))


def _asked_before(sent: str) -> tuple[UnknownColumn, ...]:
    """What the page asked about; without its file nobody else knows."""
    try:
        return tuple(
            UnknownColumn(index, column_letter(index), str(title), None, tuple(map(str, samples)))
            for index, title, samples in json.loads(sent)
            if isinstance(index, int) and 0 <= index < LIMITS.columns
        )
    except (ValueError, TypeError, RecursionError):
        return ()


def _take(
    request: SignedInRequest, form: UploadForm, organisation: Organisation, log_type: str, years: list[int]
) -> HttpResponse | None:
    chosen = form.cleaned_data
    file, year = chosen["file"], int(chosen.get("year") or years[0])
    layout = layout_of(kind_named(log_type).program(year).questionnaire)
    if file.size > LIMITS.bytes:
        form.add_error("file", f"The file must be smaller than {LIMITS.bytes // 1024 // 1024} MB")
        return None
    upload = Upload(file.name, file.read(), log_type, year, chosen.get("encoding", ""))
    try:
        if answered := {name: value for name, value in request.POST.dict().items() if name.startswith(_COLUMN)}:
            _remember(upload, organisation, layout, answered)
        delivery = read_upload(upload, organisation)
        if columns := delivery.to_map:
            form.ask_columns(columns, layout)
            text = "Say what these columns are, and choose the file again: nothing of it was kept"
            form.add_error("file", text)
            return None
        submission = deliver(upload=upload, actor=request.user, organisation=organisation, delivery=delivery)
    except EncodingNeeded as needed:
        form.ask_encoding(needed.proposals)
        form.add_error("file", needed.message)
    except WrongTemplate as wrong:
        form.instead = _way_to(request, wrong)
        what = f"Upload it as {form.instead.words} instead." if form.instead else _CLOSED
        form.add_error("file", f"{wrong.message} {what}")
    except FileError as problem:
        form.add_error("file", problem.message)
    else:
        return redirect("admin:uploads_submission_change", submission.pk)
    return None


def _way_to(request: HttpRequest, wrong: WrongTemplate) -> Instead | None:
    """The page for such a file; none where its year is closed."""
    kind = kind_named(wrong.log_type)
    if wrong.year not in open_years(kind):
        return None
    address = reverse("admin:uploads_submission_upload", args=[wrong.log_type])
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return Instead(f"{address}{query}", f"{kind.words.noun}s of {year_words(wrong.year)}")


def _remember(upload: Upload, organisation: Organisation, layout: Layout, answered: dict[str, str]) -> None:
    by_index = {column.index: column.title for column in read_upload(upload, organisation).to_map}
    fields = {NOT_USED, *map(str, layout.answers_at)}
    mapping: dict[str, int] = {}
    for name, value in answered.items():
        index = whole_number(name.removeprefix(_COLUMN))
        # Of two columns for one field the second is asked about again.
        if index in by_index and value in fields and (value == NOT_USED or int(value) not in mapping.values()):
            mapping[by_index[index]] = int(value)
    remember_mapping(organisation, layout, mapping)


def _template(log_type: str, year: int, organisation: Organisation) -> dict[str, Any]:
    sample = reverse("admin:uploads_submission_template", args=[log_type, year, "sample"])
    return {
        "sample": f"{sample}?organisation={organisation.pk}",
        "year": year_words(year),
        "xlsx": reverse("admin:uploads_submission_template", args=[log_type, year, "xlsx"]),
        "csv": reverse("admin:uploads_submission_template", args=[log_type, year, "csv"]),
        "specification": reverse("admin:uploads_submission_template", args=[log_type, year, "specification"]),
    }
