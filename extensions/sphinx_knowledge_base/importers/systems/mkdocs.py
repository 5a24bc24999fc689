"""MkDocs (https://www.mkdocs.org), with Material's blog."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.anchors import python_markdown as anchor
from sphinx_knowledge_base.importers.bodies import attribute_lists, github, python_markdown
from sphinx_knowledge_base.importers.dates import read_date
from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.pelican import meta_lines
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONFIGS = ("mkdocs.yml", "mkdocs.yaml")


class MkDocs(System):
    """``docs/`` with ``mkdocs.yml``."""

    NAME: ClassVar[str] = "mkdocs"
    TITLE: ClassVar[str] = "MkDocs"
    ANCHORS: ClassVar[str] = "python-markdown"
    DATED_NAMES: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = [f"configuration {name}" for name in _CONFIGS if name in tree]
        if found:
            found += ["folder docs/", "texts in docs/"] if tree.has_folder("docs") else []
        return found

    def configure(self) -> None:
        config = next(
            (read_settings(self.tree, name) for name in _CONFIGS if name in self.tree), {}
        )
        self.base_url = line(config.get("site_url"))
        self.title = line(config.get("site_name"))
        theme = config.get("theme")
        self.language = line(theme.get("language")) if isinstance(theme, dict) else ""
        self.docs = posixpath.normpath(line(config.get("docs_dir")) or "docs")
        self.is_flat = config.get("use_directory_urls") is False
        self.roots = [self.docs]
        self.mounts = [Mount(self.docs)]
        self.nav: dict[str, tuple[str, str]] = {}
        self._read_nav(config.get("nav"), "")
        plugins = config.get("plugins")
        options: Value = None
        for one in plugins if isinstance(plugins, list) else []:
            if one == "blog" or (isinstance(one, dict) and "blog" in one):
                options = one.get("blog") if isinstance(one, dict) else {}
        self.blog = (
            (line(options.get("blog_dir")) or "blog")
            if isinstance(options, dict)
            else ("blog" if options is not None else "")
        )
        extensions = str(config.get("markdown_extensions"))
        self.has_maths = "arithmatex" in extensions or "mdx_math" in extensions

    def _read_nav(self, nav: Value, section: str) -> None:
        """Learn titles and sections from the navigation."""
        for one in nav if isinstance(nav, list) else []:
            for title, value in one.items() if isinstance(one, dict) else [("", one)]:
                if isinstance(value, list):
                    self._read_nav(value, section or title)
                elif isinstance(value, str):
                    self.nav[value] = (title, section)

    def text_role(self, path: str) -> tuple[Role, str]:
        if self.root_of(path) is None:
            return "left out", f"it is outside of {self.docs}/"
        if path.endswith((".html", ".htm")):
            return "layout", "MkDocs only copies HTML"
        if any(part.startswith(".") for part in path.split("/")):
            return "left out", "hidden"
        below = self.below_root(path)
        if self.blog and below == f"{self.blog}/index.md":
            return "settings", "it describes a list, which the knowledge base makes by itself"
        return ("page", "") if below == "index.md" else ("article", "")

    def is_static(self, path: str) -> bool:
        return False

    def complete(self, document: Document, account: Account) -> None:
        if not document.values:
            lines = document.body.split("\n")
            values, places, count = meta_lines(lines)
            if {fold_key(key) for key in values} & {
                "title",
                "date",
                "description",
                "authors",
                "summary",
                "template",
                "tags",
            }:
                document.values |= values
                document.key_lines = {
                    key: document.body_line + place for key, place in places.items()
                }
                document.body = "\n".join(lines[count:])
                document.body_line += count
        title = self.nav.get(self.below_root(document.path), ("", ""))[0]
        if (
            title
            and not any(fold_key(key) == "title" for key in document.values)
            and not re.search(r"^# |\n=+\s*$", document.body, re.MULTILINE)
        ):
            document.values["title"] = title
            document.inherited |= {"title"}

    def section_of(self, path: str) -> str:
        below = self.below_root(path)
        if self.blog and below.startswith(f"{self.blog}/"):
            return ""
        return self.nav.get(below, ("", ""))[1] or super().section_of(path)

    def locate(self, document: Document) -> None:
        below = self.below_root(document.path)
        stem = self.stem(document.path)
        document.ids += [stem, posixpath.basename(stem)]
        if self.blog and below.startswith(f"{self.blog}/posts/"):
            slug = line(document.values.get("slug")) or anchor(
                line(document.values.get("title"))
                or _heading(document.body)
                or posixpath.basename(stem)
            )
            value = document.values.get("date")
            value = value.get("created") if isinstance(value, dict) else value
            try:
                date = read_date(value).text[:10].replace("-", "/")
            except ValueError:
                return
            document.addresses.append(self.join("/", self.blog, date, slug, "/"))
            return
        if self.is_flat:
            document.addresses.append(
                self.join("/", re.sub(r"(?:README|\.md)$", "", below).rstrip("/") + ".html")
            )
        else:
            document.addresses.append(self.join("/", stem, "/"))

    def define_terms(self, terms: Terms, account: Account) -> None:
        path = f"{self.docs}/{self.blog or 'blog'}/.authors.yml"
        found = read_settings(self.tree, path).get("authors") if path in self.tree else None
        for key, facts in found.items() if isinstance(found, dict) else ():
            if isinstance(facts, dict):
                terms.define_author(key, facts)

    def identifiers(self, text: str) -> tuple[str, list[str]]:
        return attribute_lists.identifiers(text, needs_colon=False)

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, python_markdown.translate(context, text))

    def fix_code(self, context: Context, piece: str) -> str:
        return python_markdown.code_with_snippets(context, piece)


def _heading(body: str) -> str:
    found = re.search(r"^# +(.+)$", body, re.MULTILINE)
    return found[1].strip() if found else ""
