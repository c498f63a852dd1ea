"""The paper forms that landlords are offered, printed as accessible PDF by a worker.

WeasyPrint needs Pango, which not every machine has. Without it nothing is printed, and the page of the files says so.
The same form gives the same bytes: nothing in the file tells when or where it was printed.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.clock import today
from portal.windows import collection_year, load_windows
from portal.years import kinds, live
from portal.years.models import PrintedForm, QuestionnaireVersion
from portal.years.resources.paper import paper_form

logger = logging.getLogger(__name__)

PDF = "application/pdf"
PRINTED = "paper_form_pdf"
STYLES = Path(__file__).parent / "resources" / "paper_form.css"


def years_offered() -> list[int]:
    """The years whose files landlords see: the present one and, while it can be changed, the one before."""
    current = collection_year(today())
    return [current, current - 1] if load_windows().in_edit_crossover(today()) else [current]


def pdf_name(log_type: str, year: int) -> str:
    """The file's name, for example 2026_27_lettings_paper_form.pdf."""
    return f"{year}_{(year + 1) % 100:02d}_{log_type}_paper_form.pdf"


def printer() -> Any:
    """WeasyPrint, or nothing where it or Pango is not installed."""
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        logger.debug("Paper forms are not printed here: %s", missing)
        return None
    return weasyprint


def print_page(weasyprint: Any, page: str) -> bytes:
    """A page as PDF/UA; it loads nothing from anywhere."""
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=())
    content: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        stylesheets=[weasyprint.CSS(string=STYLES.read_text())],
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
    )
    return content


def print_what_is_offered(at: datetime) -> None:
    """At every tick: the first form that is offered and was not printed as it now stands."""
    for log_type, year in _offered():
        version = _in_force(log_type, year)
        if version is None:
            continue
        kind = kinds.kind_named(log_type)
        page = paper_form(live.program_of(kind, year).questionnaire, on_screen=False)
        made_from = hashlib.sha256(page.encode() + STYLES.read_bytes()).hexdigest()
        if PrintedForm.objects.filter(version=version, made_from=made_from).exists():
            continue
        if (weasyprint := printer()) is not None:
            content = print_page(weasyprint, page)
            values = {"content": content, "made_from": made_from, "printed_at": at}
            PrintedForm.objects.update_or_create(version=version, defaults=values)
        return


def printed_form(log_type: str, year: int) -> PrintedForm | None:
    """The printed form of the version in force of a year that is offered."""
    if (log_type, year) not in _offered():
        return None
    return PrintedForm.objects.filter(version=_in_force(log_type, year)).first()


def printed_forms() -> list[tuple[str, int]]:
    """Kinds and years whose printed form can be taken."""
    printed = PrintedForm.objects.values_list("version__log_type", "version__year", "version__number")
    current = live.in_force()
    there = {(log_type, year) for log_type, year, number in printed if current.get((log_type, year)) == number}
    return [one for one in _offered() if one in there]


def _offered() -> list[tuple[str, int]]:
    found = ((kind, year) for year in years_offered() for kind in kinds.kinds())
    return [(kind.log_type, year) for kind, year in found if year in live.years_of(kind)]


def _in_force(log_type: str, year: int) -> QuestionnaireVersion | None:
    number = live.in_force().get((log_type, year), 0)
    return QuestionnaireVersion.objects.of(log_type, year).filter(number=number).defer("content").first()
