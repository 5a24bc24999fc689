"""The lever makes the same start tags as docutils."""

from __future__ import annotations

from copy import copy
from itertools import product
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from docutils.writers import html5_polyglot
from docutils.writers._html_base import HTMLTranslator

from sphinx_fastbuild.levers.starttags import _starttag

CLASSES: tuple[list[str], ...] = (
    [],
    ["one"],
    ["one", "two", "one"],
    ["language-de", "language-fr", "one"],
    ["colwidths-auto", "one"],
    ["a@b", '"&<>', " ", ""],
    ["language-\ue000", "\ue000"],
)
IDS: tuple[list[str], ...] = ([], ["first"], ["first", "second"])
ATTRIBUTES: tuple[dict[str, Any], ...] = (
    {},
    {"CLASS": "three one"},
    {"classes": ["head"], "href": "#a"},
    {"class": "reference internal", "href": 'a%20b.html?c="d"&e=100%'},
    {"class": "reference", "title": "<\n%s", "href": "mailto:a@b.example", "rel": "nofollow"},
    {"HREF": "#b", "href": "#c"},
    {"href": 5, "CLASS": "\ue000", "title": "one"},
    {"href": "#d", "CLASS": "\ue000"},
    {"CLASS": "100% two", "start": 7},
    {"class": "one", "CLASS": "two"},
    {"CLASS": "two", "class": "one"},
    {"href": ""},
    {"ids": ["third"]},
)
KINDS = (nodes.paragraph, nodes.table, nodes.bullet_list, dict)


def translator(*, in_mailto: bool) -> HTMLTranslator:
    """A translator of docutils, in the middle of a page."""
    settings = get_default_settings(html5_polyglot.Writer)
    settings.cloak_email_addresses = True
    made = html5_polyglot.HTMLTranslator(new_document("", settings))
    made.in_mailto = in_mailto
    return made


@pytest.mark.parametrize("in_mailto", [False, True])
def test_start_tags(in_mailto: bool) -> None:
    """For every element, the first time and again; and the node does not change."""
    writer = translator(in_mailto=in_mailto)
    quick = _starttag(HTMLTranslator.starttag)

    def made(make: Any, kind: Any, *arguments: Any, **attributes: Any) -> tuple[str, str]:
        node = kind(classes=list(classes), ids=list(ids))
        return make(writer, node, *arguments, **attributes), repr(node)

    cases = product(KINDS, CLASSES, IDS, ("p", "SPAN"), ("\n", ""), (False, True), ATTRIBUTES)
    for kind, classes, ids, name, suffix, empty, attributes in [*cases] * 2:
        if kind is dict and "ids" in attributes:
            continue
        arguments = (kind, name, suffix, empty)
        stock = made(HTMLTranslator.starttag, *arguments, **fresh(attributes))
        assert made(quick, *arguments, **fresh(attributes)) == stock, (
            arguments,
            classes,
            ids,
            attributes,
        )


def fresh(attributes: dict[str, Any]) -> dict[str, Any]:
    """A copy of *attributes*: docutils may extend their lists."""
    return {name: copy(value) for name, value in attributes.items()}


def test_each_translator_encodes_for_itself() -> None:
    """A start tag that one class of translators has made is not used for another class."""

    class Loud(HTMLTranslator):
        def attval(self, text: str, *_: Any) -> str:
            return text.upper()

    settings = get_default_settings(html5_polyglot.Writer)
    quick = _starttag(HTMLTranslator.starttag)
    node = nodes.paragraph(classes=["one"])
    for kind, expected in ((HTMLTranslator, "one"), (Loud, "ONE")):
        assert quick(kind(new_document("", settings)), node, "p") == f'<p class="{expected}">\n'
