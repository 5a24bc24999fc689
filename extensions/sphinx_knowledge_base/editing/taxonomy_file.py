"""Edits of ``taxonomy.yaml``: rename or add terms; the rest stays as it is."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from sphinx_knowledge_base.core.slugs import fold_label
from sphinx_knowledge_base.editing.front_matter_edits import (
    FrontMatterText,
    raw_value,
    scalar,
    yaml_file,
)
from sphinx_knowledge_base.editing.text import Edit, SourceText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Taxonomy

#: The beginning of a new file.
HEAD = """\
# The words under which articles are filed.
# Articles write a category by its code and a tag by its name; titles and descriptions are here.
"""

#: The comments above each section of a new file.
COMMENTS: Mapping[Taxonomy, str] = MappingProxyType(
    {
        "categories": "# Every article has one category. 'order' sets its place in the sidebar.",
        "tags": "# A tag needs no entry here. "
        "With one it has a description, and its synonyms count as the same tag.",
        "authors": "# A name in an article is enough; "
        "an entry adds a biography, an address or a picture.",
        "audiences": "# Readers for whom articles are written, if you tell them apart.",
    }
)

#: Commented examples for sections without entries.
EXAMPLES: Mapping[Taxonomy, str] = MappingProxyType(
    {
        "categories": "# categories:\n#   GUIDES: {title: Guides, order: 1}",
        "tags": "# tags:\n#   getting started: {synonyms: [first steps]}",
        "authors": "# authors:\n#   A Name: {bio: Writes about the sea.}",
        "audiences": "# audiences:\n#   beginners: {title: For beginners}",
    }
)

#: Entries of new terms: their keys and values, by label.
Entries: TypeAlias = "Mapping[str, Mapping[str, object]]"


def renamed_term(
    text: SourceText, registry: Registry, taxonomy: Taxonomy, old: str, new: str
) -> SourceText:
    """Return the file with the term *old* under the name *new*, and *old* as its synonym."""
    block = yaml_file(text)
    if block is None:
        return text
    found, target = registry.find(taxonomy, old), registry.find(taxonomy, new)
    label = _label(block, taxonomy, old) if found is not None else None
    if label is not None and (target is None or target == found):
        path = (taxonomy, label)
        if target == found and fold_label(label) == fold_label(new):
            return text.replace([block.key(path, scalar(new, "", in_flow=True))])
        edits = [block.key(path, scalar(new, "", in_flow=True)), *_synonym(block, path, label)]
        title = (*path, "title")
        shown = raw_value(block, title) if title in block.tokens else label
        if fold_label(shown) == fold_label(label):
            edits += [block.value(title, new)] if title in block.tokens else []
            edits += _described(block, (*path, "description"), shown, new)
        return text.replace(edits)
    if target is not None:
        label_of_target = _label(block, taxonomy, new)
        if label_of_target is None:
            return text
        # Synonyms of the old term lead to the new one.
        others = found.synonyms if found is not None and found != target else ()
        edits = _synonym(block, (taxonomy, label_of_target), old, *others)
        if label is not None:  # two registered terms become one
            edits.append(_removed(block, (taxonomy, label)))
        return text.replace(edits)
    return text.replace([_added(block, taxonomy, old, new)])


def _label(block: FrontMatterText, taxonomy: Taxonomy, name: str) -> str | None:
    """Return the label under which the file has the term called *name*, by label or title."""
    folded = fold_label(name)
    labels = [str(path[1]) for path in block.tokens if len(path) == 2 and path[0] == taxonomy]
    for label in labels:
        titles = (taxonomy, label, "title")
        names = {label, raw_value(block, titles) if titles in block.tokens else label}
        names |= {
            raw_value(block, path)
            for path in block.tokens
            if path[:3] == (taxonomy, label, "synonyms") and block.tokens[path].kind == "scalar"
        }
        if folded in map(fold_label, names):
            return label
    return None


def _synonym(block: FrontMatterText, path: tuple[str, str], *old: str) -> list[Edit]:
    """Return the edits that add synonyms to the term at *path*."""
    written = ", ".join(scalar(one, "", in_flow=True) for one in dict.fromkeys(old))
    if (*path, "synonyms") in block.tokens:
        return [block.item((*path, "synonyms"), one) for one in dict.fromkeys(old)]
    token = block.tokens[path]
    if token.kind != "mapping":  # the label has no value yet
        return [Edit(token.start, token.end, f" {{synonyms: [{written}]}}")]
    children = [block.tokens[one] for one in block.tokens if one[:-1] == path]
    if token.style == "flow":
        comma = ", " if children else ""
        return [Edit(token.end - 1, token.end - 1, f"{comma}synonyms: [{written}]")]
    start = children[0].key_start
    indent = start - (block.text.raw.rfind("\n", 0, start) + 1)
    line_end = block.text.line_end
    return [Edit(start, start, f"synonyms: [{written}]{line_end}{' ' * indent}")]


def _described(block: FrontMatterText, path: tuple[str, ...], old: str, new: str) -> list[Edit]:
    """Return the edit of a description that contains the name, as in "Articles about News"."""
    if path not in block.tokens or block.tokens[path].style in {"|", ">"}:
        return []
    said = raw_value(block, path)
    changed = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, said)
    return [block.value(path, changed)] if changed != said else []


def _removed(block: FrontMatterText, path: tuple[str, str]) -> Edit:
    """Return the edit that removes the term at *path*, with its lines if it has its own."""
    token, raw = block.tokens[path], block.text.raw
    others = [one for way, one in block.tokens.items() if len(way) == 2 and way[0] == path[0]]
    number = others.index(token)
    if block.tokens[path[:1]].style == "flow":
        if number + 1 < len(others):
            return Edit(token.key_start, others[number + 1].key_start, "")
        start = others[number - 1].end if number else token.key_start
        return Edit(start, token.end, "")
    # A mapping in lines ends where the next key begins; its last value ends before.
    ends = [
        one.end
        for way, one in block.tokens.items()
        if way[:2] == path and (one.kind == "scalar" or one.style == "flow")
    ]
    end = max(token.key_end, *ends)
    start = raw.rfind("\n", 0, token.key_start) + 1
    line_end = raw.find("\n", end - 1 if raw[end - 1] == "\n" else end)
    return Edit(start, line_end + 1 if line_end >= 0 else len(raw), "")


def _added(block: FrontMatterText, taxonomy: Taxonomy, old: str, new: str) -> Edit:
    """Return the edit that registers a term which the file does not have."""
    line_end = block.text.line_end
    entry = f"{scalar(new, '', in_flow=True)}: {{synonyms: [{scalar(old, '', in_flow=True)}]}}"
    section = [
        block.tokens[path] for path in block.tokens if path[:1] == (taxonomy,) and len(path) == 2
    ]
    if section and block.tokens[(taxonomy,)].style == "block":
        start = section[0].key_start
        indent = start - (block.text.raw.rfind("\n", 0, start) + 1)
        return Edit(start, start, f"{entry}{line_end}{' ' * indent}")
    if section:
        return Edit(section[0].key_start, section[0].key_start, f"{entry}, ")
    raw = block.text.raw
    gap = "" if not raw or raw.endswith("\n") else line_end
    if (taxonomy,) in block.tokens:  # the section is there and empty
        token = block.tokens[(taxonomy,)]
        return Edit(token.start, token.end, f"{line_end}  {entry}")
    return Edit(len(raw), len(raw), f"{gap}{taxonomy}:{line_end}  {entry}{line_end}")


def with_terms(text: SourceText, sections: Mapping[Taxonomy, Entries]) -> SourceText | None:
    """Return the file with new terms at the end of their sections.

    None if the layout of the file does not allow it.
    """
    block = yaml_file(text)
    root = block.tokens.get(()) if block is not None else None
    if block is None or (root is not None and (root.kind, root.style) != ("mapping", "block")):
        return None
    edits, new_sections = [], ""
    for taxonomy, entries in sections.items():
        if (taxonomy,) in block.tokens:
            edits += _entries_added(block, taxonomy, entries)
        else:
            new_sections += f"{taxonomy}:{text.line_end}{_in_block(text, entries, 2)}"
    if new_sections:
        edits.append(_at_line_end(text, len(text.raw), new_sections))
    return text.replace(edits)


def _entries_added(block: FrontMatterText, taxonomy: Taxonomy, entries: Entries) -> list[Edit]:
    """Return the edits that add *entries* after the last term of an existing section."""
    text, token = block.text, block.tokens[(taxonomy,)]
    labels = [path for path in block.tokens if len(path) == 2 and path[0] == taxonomy]
    if token.kind == "mapping" and token.style == "flow" and labels:
        written = ", ".join(f"{_json(label)}: {_json(facts)}" for label, facts in entries.items())
        has_comma = text.raw[: token.end - 1].rstrip().endswith(",")
        return [Edit(token.end - 1, token.end - 1, f"{'' if has_comma else ', '}{written}")]
    if not labels:  # the section is empty: nothing, ~ or {}
        added = _at_line_end(text, token.end, _in_block(text, entries, 2))
        return [Edit(token.start, token.end, ""), added]
    # YAML ends a block where the next one starts, after comments that belong to the next.
    last = max(
        one.end
        for path, one in block.tokens.items()
        if path[0:1] == (taxonomy,) and (one.kind == "scalar" or one.style == "flow")
    )
    first = block.tokens[labels[0]].key_start
    indent = first - (text.raw.rfind("\n", 0, first) + 1)
    return [_at_line_end(text, last, _in_block(text, entries, indent))]


def _at_line_end(text: SourceText, place: int, lines: str) -> Edit:
    """Return the edit that puts *lines* below the line of *place*."""
    if not place or text.raw[place - 1] == "\n":
        return Edit(place, place, lines)
    end = text.raw.find("\n", place)
    if end < 0:
        return Edit(len(text.raw), len(text.raw), f"{text.line_end}{lines}")
    return Edit(end + 1, end + 1, lines)


def _in_block(text: SourceText, entries: Entries, indent: int) -> str:
    lines: list[str] = []
    for label, facts in entries.items():
        lines.append(f"{' ' * indent}{_json(label)}:{'' if facts else ' {}'}")
        lines += [f"{' ' * (indent + 2)}{key}: {_json(value)}" for key, value in facts.items()]
    return "".join(f"{line}{text.line_end}" for line in lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
