"""A folder of Markdown files without signs of a system, or of another knowledge base."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import github, msdocs
from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.knowledge_base import PERMALINK, TAXONOMIES, slugify
from sphinx_knowledge_base.importers.script_config import python_settings
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount, split_address
from sphinx_knowledge_base.importers.systems.system import System, first_folder

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONFIG = "conf.py"
_NAMES_US = re.compile(r"[\"']sphinx_knowledge_base[\"']")


class MarkdownFolder(System):
    """Markdown as GitHub and Microsoft's documentation show it, or as a knowledge base has it."""

    NAME: ClassVar[str] = "markdown"
    TITLE: ClassVar[str] = "a folder of Markdown files"
    JSON_MATTER: ClassVar[bool] = True

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        count = sum(path.casefold().endswith((".md", ".markdown")) for path in tree.files)
        if not count:
            return []
        if _NAMES_US.search(tree.text_if_any(_CONFIG)):
            return [
                f"{_CONFIG} names sphinx_knowledge_base",
                "so it is a knowledge base already",
                *(["folder articles/"] if tree.has_folder("articles") else []),
                f"{count} Markdown files",
            ]
        return [f"{count} Markdown files and no sign of another system"]

    def configure(self) -> None:
        """Read the settings of a knowledge base, if it is one."""
        program = self.tree.text_if_any(_CONFIG)
        self.is_knowledge_base = bool(_NAMES_US.search(program))
        self.config = python_settings(program) if self.is_knowledge_base else {}
        self.base_url = line(self.config.get("html_baseurl"))
        self.title = line(self.config.get("project"))
        self.language = line(self.config.get("language"))
        self.permalink = line(self.config.get("kb_permalink")) or PERMALINK
        self.taxonomy = line(self.config.get("kb_taxonomy")) or "taxonomy.yaml"
        self.extensions = {line(one) for one in _list(self.config.get("myst_enable_extensions"))}
        folders = first_folder(self.tree, "_static", "static", "public")
        self.mounts = [Mount(folder) for folder in folders]
        if self.is_knowledge_base:
            self.mounts = [Mount("_static"), Mount("")]

    def text_role(self, path: str) -> tuple[Role, str]:
        if "includes" in path.split("/")[:-1]:
            return "layout", "a fragment that texts include"
        role, reason = super().text_role(path)
        if role != "article" or not self.is_knowledge_base:
            return role, reason
        if any(fnmatch(path, line(one)) for one in _list(self.config.get("exclude_patterns"))):
            return "left out", f"{_CONFIG} excludes it"
        patterns = _list(self.config.get("kb_article_patterns")) or ["articles/**"]
        is_article = any(fnmatch(path, line(one)) for one in patterns)
        return ("article" if is_article else "page"), ""

    def is_static(self, path: str) -> bool:
        return self.is_knowledge_base and path.startswith("_static/")

    def complete(self, document: Document, account: Account) -> None:
        """Recognise an article in our own format, by what others call otherwise."""
        renamed = self.config.get("kb_front_matter_keys")
        for key, name in renamed.items() if isinstance(renamed, dict) else ():
            if key in document.values and line(name) not in document.values:
                document.values[line(name)] = document.values.pop(key)
                lines = dict(document.key_lines)
                document.key_lines = {**lines, line(name): lines.get(key, 1)}
        is_dated = {"publishedAt", "draft"} & document.values.keys()
        document.is_own = self.is_knowledge_base or bool(
            is_dated and {"title", "category"} <= document.values.keys()
        )
        if self.is_knowledge_base:
            for key in ("category", "author"):
                default = line(self.config.get(f"kb_default_{key}"))
                if default and not {key, f"{key}s"} & document.values.keys():
                    document.values[key] = default
                    document.inherited |= {key}

    def define_terms(self, terms: Terms, account: Account) -> None:
        """Take what the taxonomy file of a knowledge base says, whatever uses it."""
        found = read_settings(self.tree, self.taxonomy) if self.taxonomy in self.tree else {}
        for taxonomy in TAXONOMIES:
            section = found.get(taxonomy)
            for label, facts in section.items() if isinstance(section, dict) else ():
                terms.adopt(taxonomy, label, facts if isinstance(facts, dict) else {})

    def role(self, path: str) -> tuple[Role, str]:
        if path == self.taxonomy:
            return "term", ""
        return super().role(path)

    def locate(self, document: Document) -> None:
        """An article says its address itself, or its path is the only one that it has."""
        values = {fold_key(key): value for key, value in document.values.items()}
        own = (line(values.get(key)) for key in ("permalink", "url", "path"))
        address = next((path for one in own if (path := split_address(one).path)), "")
        if document.is_own and document.role == "article" and not address:
            address = self._permalink(document)
            if not address:
                return
        document.addresses.append(self.join("/", address or self.stem(document.path)))

    def _permalink(self, document: Document) -> str:
        """Return the address of an article in a knowledge base; empty if its date is missing."""
        date = line(document.values.get("publishedAt"))
        stem = document.path.rpartition("/")[2].rpartition(".")[0]
        fields = {
            "slug": line(document.values.get("slug")) or stem,
            "year": date[:4], "month": date[5:7], "day": date[8:10],
            "category": slugify(line(document.values.get("category"))),
        }  # fmt: skip
        found = re.findall(r"\{(\w+)\}", self.permalink)
        if not all(fields.get(name) for name in found):
            return ""
        return re.sub(r"\{(\w+)\}", lambda one: fields[one[1]], self.permalink)

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, msdocs.notation(context, text))


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]
