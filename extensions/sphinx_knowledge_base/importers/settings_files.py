"""Read settings files that are tables: YAML, TOML and JSON."""

from __future__ import annotations

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
