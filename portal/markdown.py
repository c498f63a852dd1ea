"""Markdown of banners, pages and agreements: bounded, rendered by a kept library, and sanitised."""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST_INLINE, MOST_TEXT = 500, 40_000
DEEPEST = 10
TARGET = re.compile(r"https?://[^/\\\s]|mailto:[^\s]|/(?![/\\])|#")
"""Web addresses, mailboxes and pages of ours; two slashes at the start would be somebody else's host."""
TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "hr", "code", "pre"}
ATTRIBUTES = {tag: {"class"} for tag in TAGS} | {"a": {"class", "href"}}
CLASSES = {
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "blockquote": "govuk-inset-text",
}
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).disable("image")
    parser.validateLink = lambda url: bool(TARGET.match(url))  # type: ignore[method-assign] # as its documentation says
    return parser


_PARSER = _parser()


def render_markdown(text: str) -> SafeString:
    """A whole text, in our clothes."""
    if len(text) > MOST_TEXT:
        return mark_safe(f'<p class="govuk-body">{escape(text[:MOST_TEXT])}</p>')  # noqa: S308 - escaped
    tokens = _PARSER.parse(text)
    _dress(tokens)
    return _clean(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def render_inline(text: str) -> SafeString:
    """One line: links and bold text."""
    if len(text) > MOST_INLINE:
        return escape(text[:MOST_INLINE])
    tokens = _PARSER.parseInline(text)
    _dress(tokens)
    return _clean(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _dress(tokens: Sequence[Token]) -> None:
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        if token.nesting >= 0 and token.tag in CLASSES:
            token.attrSet("class", CLASSES[token.tag])
        if token.children:
            _dress(token.children)


def _clean(html: str) -> SafeString:
    cleaned = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return mark_safe(cleaned.strip())  # noqa: S308 - sanitised just now


def check_line(text: str) -> None:
    """For a field whose text is shown on every page."""
    if len(text) > MOST_INLINE:
        raise ValidationError(f"Use {MOST_INLINE} characters or fewer")
    _check(text)


def check_text(text: str) -> None:
    """For a field with a whole text."""
    if len(text) > MOST_TEXT:
        raise ValidationError(f"Use {MOST_TEXT:,} characters or fewer")
    _check(text)


def _check(text: str) -> None:
    """What is saved can be shown, and shown within moments."""
    if any(len(run) > DEEPEST for run in re.findall(r"[\[*_`<!]+", text)):
        raise ValidationError(f"Use no more than {DEEPEST} signs of formatting in a row")
