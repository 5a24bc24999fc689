"""Edits of ``taxonomy.yaml``: a term gets another name, and keeps its old one as a synonym."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.slugs import fold_label
from sphinx_knowledge_base.editing.front_matter import FrontMatterText, raw_value, scalar, yaml_file
from sphinx_knowledge_base.editing.text import Edit, SourceText

if TYPE_CHECKING:
    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Taxonomy


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
        if title in block.tokens and fold_label(raw_value(block, title)) == fold_label(label):
            edits.append(block.value(title, new))
        return text.replace(edits)
    if target is not None:
        label_of_target = _label(block, taxonomy, new)
        if label_of_target is None:
            return text
        edits = list(_synonym(block, (taxonomy, label_of_target), old))
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


def _synonym(block: FrontMatterText, path: tuple[str, str], old: str) -> list[Edit]:
    """Return the edits that add a synonym to the term at *path*."""
    written = scalar(old, "", in_flow=True)
    if (*path, "synonyms") in block.tokens:
        return [block.item((*path, "synonyms"), old)]
    token = block.tokens[path]
    if token.kind != "mapping":  # nothing stands behind the label yet
        return [Edit(token.start, token.end, f" {{synonyms: [{written}]}}")]
    children = [block.tokens[one] for one in block.tokens if one[:-1] == path]
    if token.style == "flow":
        comma = ", " if children else ""
        return [Edit(token.end - 1, token.end - 1, f"{comma}synonyms: [{written}]")]
    start = children[0].key_start
    indent = start - (block.text.raw.rfind("\n", 0, start) + 1)
    line_end = block.text.line_end
    return [Edit(start, start, f"synonyms: [{written}]{line_end}{' ' * indent}")]


def _removed(block: FrontMatterText, path: tuple[str, str]) -> Edit:
    token, raw = block.tokens[path], block.text.raw
    start = raw.rfind("\n", 0, token.key_start) + 1
    end = max(token.end, token.key_end)
    if not raw[start:end].strip():
        end = token.key_end
    line_end = raw.find("\n", end - 1 if raw[end - 1 : end] == "\n" else end)
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
