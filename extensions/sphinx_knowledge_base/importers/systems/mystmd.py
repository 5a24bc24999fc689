"""MyST's own tool, mystmd (https://mystmd.org): bodies are MyST already."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import myst_directives, mystmd_and_ablog
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms


class MystMd(System):
    """A project with ``myst.yml``."""

    NAME: ClassVar[str] = "mystmd"
    TITLE: ClassVar[str] = "mystmd"
    IS_MYST: ClassVar[bool] = True
    DATED_NAMES: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug"})
    TEXT_SUFFIXES: ClassVar[frozenset[str]] = frozenset({".md"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        text = tree.text_if_any("myst.yml")
        found = ["configuration myst.yml"] if text else []
        found += [
            f"{sign} in myst.yml"
            for sign in ("project:", "site:", "version:")
            if found and sign in text
        ]
        return found

    def configure(self) -> None:
        config = read_settings(self.tree, "myst.yml") if "myst.yml" in self.tree else {}
        project, site = config.get("project"), config.get("site")
        self.project = project if isinstance(project, dict) else {}
        self.title = line(
            self.project.get("title") or (site.get("title") if isinstance(site, dict) else "")
        )
        self.roots = [""]
        self.mounts = [Mount("")]
        self.has_maths = True
        self.bibliographies = [path for path in self.tree.files if path.endswith(".bib")]

    def text_role(self, path: str) -> tuple[Role, str]:
        role, reason = super().text_role(path)
        if role == "article" and path in {"index.md", "intro.md"}:
            return "page", ""
        return role, reason

    def is_static(self, path: str) -> bool:
        return False

    def define_terms(self, terms: Terms, account: Account) -> None:
        authors = self.project.get("authors")
        for one in authors if isinstance(authors, list) else []:
            if isinstance(one, dict):
                name = line(one.get("name"))
                terms.define_author(line(one.get("id")) or name, one)

    def locate(self, document: Document) -> None:
        stem = self.stem(document.path)
        slug = (
            line(document.values.get("slug"))
            or re.sub(r"[\s_]+", "-", posixpath.basename(stem)).lower()
        )
        document.addresses.append(self.join("/", slug))
        if posixpath.dirname(stem):
            document.addresses.append(self.join("/", posixpath.dirname(stem), slug))
        document.ids += [stem, posixpath.basename(stem)]

    def prepare(self, context: Context, text: str) -> str:
        return myst_directives.rewrite(context, text, myst_directives.MYSTMD)

    def identifiers(self, text: str) -> tuple[str, list[str]]:
        return text, mystmd_and_ablog.labels(text)

    def translate(self, context: Context, text: str) -> str:
        text = mystmd_and_ablog.schemes(context, text)
        text = mystmd_and_ablog.roles(context, text, self.bibliography_keys)
        return mystmd_and_ablog.translate(context, text)
