"""Detect the system of a source, and say by which signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.systems.ablog import ABlog
from sphinx_knowledge_base.importers.systems.astro import Astro
from sphinx_knowledge_base.importers.systems.docusaurus import Docusaurus
from sphinx_knowledge_base.importers.systems.eleventy import Eleventy
from sphinx_knowledge_base.importers.systems.hugo import Hugo
from sphinx_knowledge_base.importers.systems.jekyll import Jekyll
from sphinx_knowledge_base.importers.systems.markdown import MarkdownFolder
from sphinx_knowledge_base.importers.systems.mkdocs import MkDocs
from sphinx_knowledge_base.importers.systems.mystmd import MystMd
from sphinx_knowledge_base.importers.systems.next import Next
from sphinx_knowledge_base.importers.systems.obsidian import Obsidian
from sphinx_knowledge_base.importers.systems.pelican import Pelican
from sphinx_knowledge_base.importers.systems.wordpress import WordPress
from sphinx_knowledge_base.importers.systems.zola import Zola

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.systems.system import System

#: All systems, those with the surest signs first. Of equally sure ones, the first is chosen.
SYSTEMS: Mapping[str, type[System]] = {
    system.NAME: system
    for system in (
        *(WordPress, Docusaurus, Zola, Hugo, MkDocs, MystMd, Pelican, ABlog, Jekyll, Astro),
        *(Eleventy, Next, Obsidian, MarkdownFolder),
    )
}


def detect(tree: Tree) -> tuple[type[System], list[str]] | None:
    """Return the system of *tree* with the signs that prove it, or None without any sign."""
    found = [(system, system.evidence(tree)) for system in SYSTEMS.values()]
    system, reasons = max(found, key=lambda one: len(one[1]))
    return (system, reasons) if reasons else None
