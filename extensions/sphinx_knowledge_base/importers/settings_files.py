"""Read settings and data files that are tables: YAML, TOML, JSON and CSV."""

from __future__ import annotations

import csv
import io
import posixpath
import tomllib
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.front_matter import plain
from sphinx_knowledge_base.importers.plain_yaml import YamlError, load_yaml

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.model import Value
    from sphinx_knowledge_base.importers.source_tree import Tree


def read_settings(tree: Tree, path: str) -> dict[str, Value]:
    """Return the table that a file of settings holds; nothing if it cannot be read."""
    text = tree.text_if_any(path)
    try:
        value = plain(tomllib.loads(text)) if path.endswith(".toml") else load_yaml(text).value
    except (tomllib.TOMLDecodeError, YamlError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def read_data(tree: Tree, folder: str) -> dict[str, Value]:
    """Return what the data files below *folder* hold, by folders and names, as Jekyll does."""
    data: dict[str, Value] = {}
    for path in tree.below(folder):
        parts = posixpath.splitext(path[len(folder) + 1 :])
        if parts[1] in {".yml", ".yaml", ".json"}:
            try:
                value = load_yaml(tree.text_if_any(path)).value
            except YamlError:
                continue
        elif parts[1] in {".csv", ".tsv"}:
            rows = csv.DictReader(
                io.StringIO(tree.text_if_any(path)),
                delimiter="\t" if parts[1] == ".tsv" else ",",
            )
            value = [dict(row) for row in rows]
        else:
            continue
        place = data
        *above, last = parts[0].split("/")
        for part in above:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            place = inner
        place[last] = value
    return data
