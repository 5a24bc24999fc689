"""Tables that fit the page: column widths by content, and a smaller font or a turned page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book.latex.transforms import RTL, ancestors
from sphinx_knowledge_base.site.css_classes import KEY_TAKEAWAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

#: Characters in a line: in the font of the text, in the two smaller ones, and on a turned page.
_LINE, _SMALL_LINE, _TINY_LINE, _WIDE_LINE = 72, 88, 108, 160

#: A table with more rows may break over pages; it repeats its head on each.
_LONG = 12

#: A piece of text without a possible line break.
_PIECE = re.compile(r"(?:[^\s/.\-_?&=]|(?<=\d)\.|\.(?=\d))+")
#: Longer pieces may break anywhere, so no column needs more.
_LONGEST = 16

#: The least characters in a column, and the width of the space between columns in characters.
_NARROWEST = 4
_SPACE_BETWEEN = 2

#: The class of a table that is printed on a page turned sideways.
WIDE = "kb-wide-table"

_BOXES = (nodes.Admonition, nodes.footnote, nodes.entry, nodes.sidebar, nodes.topic)


def column_widths(columns: Sequence[Sequence[str]], line: int) -> list[int]:
    """Return the widths of columns in thousandths of the line; their sum is 1000.

    Each column gets the width of its longest word.  The rest of the line is shared in proportion to
    the text of the columns.

    :param columns: The texts of the cells in each column.
    :param line: Characters in a line.
    """
    words = [max(_NARROWEST, longest_word(cells)) + _SPACE_BETWEEN for cells in columns]
    # Cap the length, so that a very long cell does not take the space of other columns.
    texts = [min(120, max(map(len, cells), default=0)) for cells in columns]
    wanted = [max(0, text + _SPACE_BETWEEN - word) for text, word in zip(texts, words, strict=True)]
    left = max(0, line - sum(words))
    share = min(1.0, left / sum(wanted)) if sum(wanted) else 0.0
    widths = [word + more * share for word, more in zip(words, wanted, strict=True)]
    scaled = [max(1, int(1000 * width / sum(widths))) for width in widths]
    scaled[scaled.index(max(scaled))] += 1000 - sum(scaled)
    return scaled


def longest_word(cells: Sequence[str]) -> int:
    """Return the length of the longest piece of text that should not break."""
    return min(
        _LONGEST, max((len(piece) for cell in cells for piece in _PIECE.findall(cell)), default=0)
    )


def font_class(columns: Sequence[Sequence[str]]) -> tuple[str, int]:
    """Return the class of the largest font that fits a table, and the characters in its line."""
    needed = sum(max(_NARROWEST, longest_word(cells)) + _SPACE_BETWEEN for cells in columns)
    for name, line in (
        ("", _LINE),
        ("kb-small-table", _SMALL_LINE),
        ("kb-tiny-table", _TINY_LINE),
    ):
        if needed <= line:
            return name, line
    return WIDE, _WIDE_LINE


class FitTables(SphinxPostTransform):
    """Give tables column widths, unless the author did, and a font in which they fit."""

    builders = ("latex",)
    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        for table in list(self.document.findall(nodes.table)):
            _give_body(table)
            if RTL in table["classes"]:
                _mirror(table)
            self._fit(table, boxed=any(map(_is_box, ancestors(table))))

    def _fit(self, table: nodes.table, *, boxed: bool) -> None:
        colspecs = list(table.findall(nodes.colspec))
        rows = list(table.findall(nodes.row))
        columns = _columns(rows, len(colspecs))
        name, line = font_class(columns)
        if "colwidths-given" not in table["classes"]:
            table["classes"].append("colwidths-given")
            for colspec, width in zip(colspecs, column_widths(columns, line), strict=True):
                colspec["colwidth"] = width
        if len(rows) > _LONG and not boxed:
            table["classes"].append("longtable")
        classes = [name] if name and not (boxed and name == WIDE) else []
        classes += [RTL] if RTL in table["classes"] else []
        if classes:
            container = nodes.container("", classes=classes)
            table.replace_self(container)
            container += table
            if WIDE in classes:
                _turn(container)


def _mirror(table: nodes.table) -> None:
    """Reverse the order of columns, for a table from right to left."""
    for group in table.children:
        if not isinstance(group, nodes.tgroup):
            continue
        columns = [child for child in group.children if isinstance(child, nodes.colspec)]
        group[: len(columns)] = columns[::-1]
        for rows in group.children[len(columns) :]:
            for row in rows.findall(nodes.row):
                if row.parent is rows:  # not a row of a table in a cell
                    row[:] = row.children[::-1]


def _turn(container: nodes.container) -> None:
    """Put a table on a page turned sideways, together with headings directly above it."""
    first: nodes.Element = container
    while isinstance(first.parent, nodes.section) and first.parent.index(first) == 1:
        first = first.parent
    for node, place, command in ((container, 1, "end"), (first, 0, "begin")):
        raw = nodes.raw("", f"\n\\{command}{{landscape}}\n", format="latex")
        node.parent.insert(node.parent.index(node) + place, raw)


def _give_body(table: nodes.table) -> None:
    """Turn the head of a table without other rows into its body, which LaTeX requires."""
    for group in table.findall(nodes.tgroup):
        if next(group.findall(nodes.tbody), None) is None:
            for head in list(group.findall(nodes.thead)):
                head.replace_self(nodes.tbody("", *head.children))


def _is_box(node: nodes.Element) -> bool:
    """Return whether *node* is a box, in which a table cannot break over pages."""
    return isinstance(node, _BOXES) or KEY_TAKEAWAYS in node["classes"]


def _columns(rows: Sequence[nodes.row], count: int) -> list[list[str]]:
    """Return the texts of the cells in each column, without cells that span columns."""
    columns: list[list[str]] = [[] for _ in range(count)]
    taken = [0] * count
    for row in rows:
        at = 0
        for entry in row.findall(nodes.entry):
            if entry.parent is not row:
                continue
            while at < count and taken[at]:
                taken[at] -= 1
                at += 1
            span = entry.get("morecols", 0) + 1
            for column in range(at, min(count, at + span)):
                taken[column] = entry.get("morerows", 0)
            if span == 1 and at < count:
                text = entry.astext()
                # Heads are bold, which is wider.
                columns[at].append(text if row.parent.tagname == "tbody" else f"{text}xx")
            at += span
        for column in range(at, count):
            taken[column] = max(0, taken[column] - 1)
    return columns
