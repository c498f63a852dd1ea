"""Paper forms as PDF: made by a worker where it can print, and a plain word where it cannot."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from portal.clock import Frozen, now
from portal.logs.kinds import kind_named
from portal.years import printing
from portal.years.models import PrintedForm
from portal.years.printing import PRINTED, print_page, print_what_is_offered, printer
from portal.years.resources.paper import paper_form
from tests.factories.accounts import ProviderFactory

needs_a_printer = pytest.mark.skipif(printer() is None, reason="WeasyPrint or Pango is not installed")
PAGES = reverse("admin:years_questionnaireversion_resources")


def address(log_type: str = "lettings") -> str:
    return reverse("admin:years_questionnaireversion_resource", args=[2026, log_type, PRINTED])


@pytest.fixture
def provider(client: Client, db: None) -> Client:
    client.force_login(ProviderFactory(organisation__signed=True))
    return client


def unpacked(pdf: bytes) -> bytes:
    """What the file says outside and inside its compressed streams."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found)


@needs_a_printer
def test_a_form_is_accessible_and_always_the_same(clock: Frozen) -> None:
    page = paper_form(kind_named("sales").program(2026).questionnaire, on_screen=False)
    short = page[: page.index("<h3")] + "</main></div></body></html>"
    first = print_page(printer(), short)
    clock.move_to("2026-12-24 18:00")
    assert print_page(printer(), short) == first
    inside = unpacked(first)
    assert b"pdfuaid:part" in inside
    assert b"/StructTreeRoot" in inside
    assert b"/Lang (en-GB)" in inside or b"en-GB" in inside
    assert b"CreationDate" not in inside


@pytest.mark.clock("2026-11-10 12:00")
def test_what_is_offered_is_printed_one_by_one_and_again_when_it_changes(
    provider: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def print_it(_: Any, page: str) -> bytes:
        pages.append(page)
        return b"%PDF-" + str(len(pages)).encode()

    monkeypatch.setattr(printing, "printer", lambda: True)
    monkeypatch.setattr(printing, "print_page", print_it)
    assert provider.get(address()).status_code == 404
    for _ in range(4):
        print_what_is_offered(now())
    assert len(pages) == PrintedForm.objects.count() == 2
    assert "Paper form for sales 2026 (PDF)" in provider.get(PAGES).content.decode()
    answer = provider.get(address())
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1", "application/pdf")
    assert 'filename="2026_27_lettings_paper_form.pdf"' in answer["Content-Disposition"]
    PrintedForm.objects.filter(version__log_type="lettings").update(made_from="another page")
    print_what_is_offered(now())
    assert provider.get(address()).content == b"%PDF-3"


@pytest.mark.clock("2026-11-10 12:00")
def test_where_nothing_can_be_printed_the_page_says_so(provider: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "printer", lambda: None)
    print_what_is_offered(now())
    assert not PrintedForm.objects.exists()
    page = provider.get(PAGES).content.decode()
    assert "The paper forms are not offered as PDF at the moment." in page
    assert "(PDF)" not in page
    assert provider.get(address()).status_code == 404


@pytest.mark.clock("2026-11-10 12:00")
def test_a_form_of_a_year_that_is_not_offered_stays_here(
    provider: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable
) -> None:
    monkeypatch.setattr(printing, "printer", lambda: True)
    monkeypatch.setattr(printing, "print_page", lambda *_: b"%PDF")
    print_what_is_offered(now())
    old = reverse("admin:years_questionnaireversion_resource", args=[2020, "lettings", PRINTED])
    assert provider.get(old).status_code == 404
