"""Texts of support are bounded, sanitised, and lead nowhere but to the web, mailboxes and pages of ours."""

from __future__ import annotations

import pytest

from django.core.exceptions import ValidationError

from portal.markdown import MOST_INLINE, MOST_TEXT, check_line, check_text, render_inline, render_markdown


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "vbscript:x", "evil"])
def test_links_elsewhere_are_text(address: str) -> None:
    assert "<a " not in render_inline(f"[x]({address})")


@pytest.mark.parametrize("address", ["/account/", "https://a.example/b", "mailto:a@b.example"])
def test_links_that_work(address: str) -> None:
    assert f'href="{address}"' in render_inline(f"[x]({address})")


def test_html_is_text() -> None:
    assert "<b>" not in render_markdown("<b>x</b> <script>y</script>")


def test_very_many_headings_are_rendered() -> None:
    assert render_markdown("# a\n" * 1_200).count("<h2") == 1_200


@pytest.mark.parametrize("text", ["[" * 14_000, "a" * (MOST_INLINE + 1), "*" * 20])
def test_banners_that_would_hold_up_every_page_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        check_line(text)
    assert len(render_inline(text)) < 3_000


def test_texts_that_are_too_long_are_refused() -> None:
    with pytest.raises(ValidationError):
        check_text("a " * MOST_TEXT)
    check_text("## One\n\nText with **bold** and a [link](/account/).\n" * 100)
