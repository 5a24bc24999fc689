"""Tables that fit their page: columns as wide as their content asks for, in a type that fits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book.latex.body import KEY_TAKEAWAYS, RTL, around

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

#: How many characters of the text's own type a line holds, and how many of each smaller one.
_LINE, _SMALL_LINE, _TINY_LINE, _WIDE_LINE = 72, 88, 108, 160

#: From so many rows on a table may run over pages, and repeats its head there.
_LONG = 12

#: A piece of text that is not broken; longer ones are, wherever the line ends.
_PIECE = re.compile(r"(?:[^\s/.\-_?&=]|(?<=\d)\.|\.(?=\d))+")
_LONGEST = 16

#: Share of a line that no column falls short of.
_NARROWEST = 4

_SPACE_BETWEEN = 2

#: The class of a table for which only a page turned sideways is wide enough.
WIDE = "kb-wide-table"

_BOXES = (nodes.Admonition, nodes.footnote, nodes.entry, nodes.sidebar, nodes.topic)


def column_widths(columns: Sequence[Sequence[str]], line: int) -> list[int]:
    """Return widths for columns of text, in thousandths of the line; together they are 1000.

    Every column gets what its longest word takes; what is left of the line goes to those that
    have more text, in proportion to it.
    """
    words = [max(_NARROWEST, longest_word(cells)) + _SPACE_BETWEEN for cells in columns]
    # A cell of a few lines wants half its length; very long ones do not starve the others.
    texts = [min(120, max(map(len, cells), default=0)) for cells in columns]
    wanted = [max(0, text + _SPACE_BETWEEN - word) for text, word in zip(texts, words, strict=True)]
    left = max(0, line - sum(words))
    share = min(1.0, left / sum(wanted)) if sum(wanted) else 0.0
    widths = [word + more * share for word, more in zip(words, wanted, strict=True)]
    scaled = [max(1, int(1000 * width / sum(widths))) for width in widths]
    scaled[scaled.index(max(scaled))] += 1000 - sum(scaled)
    return scaled


def longest_word(cells: Sequence[str]) -> int:
    """Return the length of the longest piece that should stay on one line."""
    return min(
        _LONGEST, max((len(piece) for cell in cells for piece in _PIECE.findall(cell)), default=0)
    )


def room(columns: Sequence[Sequence[str]]) -> tuple[str, int]:
    """Return the class of the type that a table needs, and how much a line of it holds."""
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
    """Give tables their widths, unless their author did."""

    builders = ("latex",)
    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        for table in list(self.document.findall(nodes.table)):
            _give_body(table)
            if RTL in table["classes"]:
                _mirror(table)
            self._fit(table, boxed=any(map(_is_box, around(table))))

    def _fit(self, table: nodes.table, *, boxed: bool) -> None:
        colspecs = list(table.findall(nodes.colspec))
        rows = list(table.findall(nodes.row))
        columns = _columns(rows, len(colspecs))
        name, line = room(columns)
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
    """Put the columns of a table from right to left."""
    for group in table.children:
        if not isinstance(group, nodes.tgroup):
            continue
        columns = [child for child in group.children if isinstance(child, nodes.colspec)]
        group[: len(columns)] = columns[::-1]
        for rows in group.children[len(columns) :]:
            for row in rows.findall(nodes.row):
                if row.parent is rows:  # and not of a table in a cell
                    row[:] = row.children[::-1]


def _turn(container: nodes.container) -> None:
    """Put a table on a page turned sideways, together with the headings right above it."""
    first: nodes.Element = container
    while isinstance(first.parent, nodes.section) and first.parent.index(first) == 1:
        first = first.parent
    for node, place, command in ((container, 1, "end"), (first, 0, "begin")):
        raw = nodes.raw("", f"\n\\{command}{{landscape}}\n", format="latex")
        node.parent.insert(node.parent.index(node) + place, raw)


def _give_body(table: nodes.table) -> None:
    """Make the head of a table that has no other rows its body, which LaTeX cannot do without."""
    for group in table.findall(nodes.tgroup):
        if next(group.findall(nodes.tbody), None) is None:
            for head in list(group.findall(nodes.thead)):
                head.replace_self(nodes.tbody("", *head.children))


def _is_box(node: nodes.Element) -> bool:
    """Tell whether *node* is set as one piece, in which no table can run over pages."""
    return isinstance(node, _BOXES) or KEY_TAKEAWAYS in node["classes"]


def _columns(rows: Sequence[nodes.row], count: int) -> list[list[str]]:
    """Return the texts of each column; cells that span columns belong to none."""
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
                # The bold type of heads is wider.
                columns[at].append(text if row.parent.tagname == "tbody" else f"{text}xx")
            at += span
        for column in range(at, count):
            taken[column] = max(0, taken[column] - 1)
    return columns
