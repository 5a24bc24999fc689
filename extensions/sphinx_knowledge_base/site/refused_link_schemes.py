"""Check every link last: its scheme must be in ``kb_link_schemes``, whoever wrote it."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.core.link_schemes import is_allowed
from sphinx_knowledge_base.site.lines import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

#: Attributes of HTML that lead somewhere or load something.
_ADDRESSES = (
    *("href", "src", "action", "formaction", "poster", "cite"),
    *("background", "ping", "data", "manifest", "longdesc"),
)
#: Longer than any scheme with the characters that may be in and before it.
_LONGEST = 300
#: What is before a value that may have a scheme, and therefore has a colon or an entity.
_VALUE = re.compile(rf"""=\s*+(?=(?:"[^":&]*+|'[^':&]*+|(?!["'])[^ :&]{{0,{_LONGEST}}}+)[:&])""")

#: Pictures embedded in the page itself.  In an image, they run nothing.
_INLINE_IMAGE = re.compile(r"\s*data:image/", re.IGNORECASE)


def unlink(env: BuildEnvironment, document: nodes.document) -> None:
    """Replace the links of *document* with refused schemes by their texts."""
    schemes = build_of(env).settings.link_schemes
    for link in list(document.findall(nodes.reference)):
        target = link.get("refuri", "")
        # A percent sign starts a label in LaTeX, which Sphinx has made of a link to a document.
        if target.startswith("%") or is_allowed(target, schemes):
            continue
        _report(env, target, line_of(link))
        if isinstance(link.parent, nodes.TextElement):
            link.replace_self(nodes.inline("", "", *link.children))
        else:
            link.replace_self(link.children)


def _report(env: BuildEnvironment, target: str, line: int | None, docname: str = "") -> None:
    place = env.doc2path(docname or env.docname, base=False).as_posix()
    logger.warning(
        "link %r has none of the schemes in kb_link_schemes",
        target,
        location=f"{place}:{line or 1}",
        type="kb",
        subtype="link",
    )


class UnlinkRefusedSchemes(SphinxTransform):
    """Unlink links that authors wrote, while their lines are known."""

    # After all links have become references or pending ones.
    default_priority = 860
    fastbuild_needs = (nodes.reference,)

    def apply(self, **kwargs: Any) -> None:
        unlink(self.env, self.document)


class UnlinkRefusedSchemesOfAll(SphinxPostTransform):
    """Unlink links from placeholders and the bibliography."""

    default_priority = 950

    def run(self, **kwargs: Any) -> None:
        unlink(self.env, self.document)


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Remove refused addresses from raw HTML, which has no nodes for its links."""
    schemes = build_of(app.env).settings.link_schemes
    body = context.get("body")
    if not body or all(is_fine(body, start, schemes) for start in addresses(body)):
        return
    rewriter = Rewriter(schemes)
    rewriter.feed(body)
    rewriter.close()
    context["body"] = "".join(rewriter.parts)
    for target in rewriter.refused if doctree is not None else ():
        _report(app.env, target, None, pagename)


def addresses(html: str) -> Iterator[int]:
    """Yield where values of attributes start that may be addresses with a scheme.

    Some others are among them.
    """
    # Searching for the names takes five times as long: each may begin anywhere.
    for found in _VALUE.finditer(html):
        before = html[max(0, found.start() - _LONGEST) : found.start()].rstrip()
        if not before or before[-len("background") :].lower().endswith(_ADDRESSES):
            yield found.end()


def refused_addresses(html: str, schemes: Sequence[str]) -> list[str]:
    """Return the addresses that a page with this HTML loses."""
    rewriter = Rewriter(schemes)
    rewriter.feed(html)
    rewriter.close()
    return rewriter.refused


def is_fine(html: str, start: int, schemes: Sequence[str]) -> bool:
    """Return whether a page may contain the attribute value that starts at *start*."""
    value = html[start : start + _LONGEST]
    ends = value[:1] if value[:1] in {'"', "'"} else " "
    value = unescape(value.strip("\"'").partition(ends)[0])
    return is_allowed(value, schemes) or bool(_INLINE_IMAGE.match(value))


class Rewriter(HTMLParser):
    """Copies HTML without attributes that contain a refused address."""

    def __init__(self, schemes: Sequence[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.refused: list[str] = []
        self._schemes = schemes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = [
            value
            for name, value in attrs
            if value is not None
            and name.removeprefix("xlink:") in _ADDRESSES
            and not is_allowed(value, self._schemes)
            and not (tag == "img" and _INLINE_IMAGE.match(value))
        ]
        written = self.get_starttag_text() or ""
        if bad:
            self.refused += bad
            kept = "".join(
                f" {name}" if value is None else f' {name}="{escape(value)}"'
                for name, value in attrs
                if value not in bad
            )
            written = f"<{tag}{kept}{'/' if written.endswith('/>') else ''}>"
        self.parts.append(written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")
