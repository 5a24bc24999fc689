"""What untrusted authors may write (``kb_authors``): HTML, TeX, metadata and links.

Refused content is reported at its line and stays visible as text.  `site.file_access` decides
which files an article may read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.safe_html import clean
from sphinx_knowledge_base.site.lines import line_of

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

#: Metadata that describes an article.  Other kinds instruct browsers and search engines.
_METADATA = re.compile(
    r"abstract|author|date|description|keywords|robots|subject"
    r"|(?:article|book|citation|dc|dcterms|og|profile|twitter)[:._][\w:.-]+",
    re.IGNORECASE,
)
_METADATA_ATTRIBUTES = frozenset({"name", "property", "itemprop", "content", "lang", "dir"})
#: Attributes of every docutils node.
_OF_NODES = frozenset(nodes.Element.basic_attributes)

#: Names that builders write unescaped; in TeX, a backslash or a brace would be a command.
_PLAIN_NAME = re.compile(r"[^\\{}$&#^~%\"'<>\s]+")
_PLAIN_LABEL = re.compile(r"[^\\{}$&#^~%\"'<>]+")
_LENGTH = re.compile(r"[\d.]+ ?(?:[a-z]{1,4}|%)?")


def is_untrusted(env: BuildEnvironment) -> bool:
    """Return whether the document being read is an article of an untrusted author."""
    if build_of(env).settings.trusts_authors:
        return False
    return catalog_of(env).article_at(env.docname) is not None


#: MyST's output for LaTeX of a line break in Markdown.
_LINE_BREAK = ("latex", "\\\\\n")


class KeepToAuthorPolicy(SphinxTransform):
    """Remove content from an untrusted author's article that only the site's owner may write."""

    # After raw_html (435), which turns divisions into containers, and sections (440).
    default_priority = 442

    def apply(self, **kwargs: Any) -> None:
        if not is_untrusted(self.env):
            return
        opened: dict[int, tuple[nodes.Element, list[str]]] = {}
        refused: set[str] = set()
        elements = list(self.document.findall(nodes.Element))
        for node in elements:
            self._names(node)
        for raw in [node for node in elements if isinstance(node, nodes.raw)]:
            self._raw(raw, opened, refused)
        for parent, tags in opened.values():
            if tags:
                ends = "".join(f"</{tag}>" for tag in reversed(tags))
                parent.append(nodes.raw("", ends, format="html"))
        for meta in [node for node in elements if isinstance(node, nodes.meta)]:
            self._meta(meta)
        for columns in [node for node in elements if isinstance(node, addnodes.tabular_col_spec)]:
            self._report(columns, "tabularcolumns is TeX")
            columns.parent.remove(columns)

    def _raw(
        self,
        raw: nodes.raw,
        opened: dict[int, tuple[nodes.Element, list[str]]],
        refused: set[str],
    ) -> None:
        parent = raw.parent
        if (raw.get("format"), raw.astext()) == _LINE_BREAK:
            return
        if "html" not in raw.get("format", "").split():
            self._report(raw, f"raw text for {raw.get('format', '?')!r} is shown as it is")
            is_inline = isinstance(parent, nodes.TextElement)
            kind = nodes.literal if is_inline else nodes.literal_block
            _replace(raw, kind("", raw.astext()))
            return
        _, tags = opened.setdefault(id(parent), (parent, []))
        cleaned = clean(raw.astext(), build_of(self.env).settings.link_schemes, tags)
        refused.update(cleaned.refused)
        # If its beginning is refused, so is the end of an element.
        alone = (end.replace("<", "</") for end in cleaned.refused_ends if end not in refused)
        if told := [*cleaned.refused, *alone]:
            self._report(raw, f"raw HTML may not have {', '.join(told)}")
        if cleaned.html != raw.astext() or raw["format"] != "html":
            _replace(raw, nodes.raw("", cleaned.html, format="html"))

    def _meta(self, meta: nodes.meta) -> None:
        written = {name for name in meta.attributes if name not in _OF_NODES}
        names = [meta[key] for key in ("name", "property", "itemprop") if key in meta]
        is_plain = written <= _METADATA_ATTRIBUTES and len(names) == 1
        if not is_plain or not _METADATA.fullmatch(str(names[0])):
            said = " ".join(f"{name}={meta[name]}" for name in sorted(written - {"content"}))
            meta.line = meta.line or self._line_of(str(next(iter(names), said)))
            self._report(meta, f"metadata may not be {said!r}")
            meta.parent.remove(meta)

    def _line_of(self, name: str) -> int:
        """Return the first line of the front matter that *name* is in."""
        text = Path(self.env.doc2path(self.env.docname)).read_text("utf-8", "replace")
        return text[: max(text.find(name), 0)].count("\n") + 1

    def _names(self, node: nodes.Element) -> None:
        """Remove names and lengths that a builder would write unescaped."""
        odd = [name for name in node["classes"] if not _PLAIN_NAME.fullmatch(name)]
        if odd:
            node["classes"] = [name for name in node["classes"] if name not in odd]
            self._report(node, f"{odd[0]!r} may not be the name of a class")
        label = node.get("label") if isinstance(node, nodes.math_block) else None
        if label and not _PLAIN_LABEL.fullmatch(label):
            node["label"] = node["number"] = None
            self._report(node, f"{label!r} may not be a label")
        for side in ("width", "height") if isinstance(node, nodes.image) else ():
            if side in node and not _LENGTH.fullmatch(str(node[side])):
                self._report(node, f"{node[side]!r} may not be a {side}")
                del node[side]

    def _report(self, node: nodes.Element, message: str) -> None:
        place = self.env.doc2path(self.env.docname, base=False).as_posix()
        logger.warning(
            "%s in an article of an untrusted author (kb_authors)",
            message,
            location=f"{place}:{line_of(node)}",
            type="kb",
            subtype="author",
        )


def _replace(raw: nodes.raw, node: nodes.Element) -> None:
    """Put *node* where *raw* was, so that later messages about it name its place."""
    node.source, node.line = raw.source, line_of(raw)
    raw.replace_self(node)
