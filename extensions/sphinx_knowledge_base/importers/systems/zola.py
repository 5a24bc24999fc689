"""Zola (https://www.getzola.org)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.anchors import ascii_slug
from sphinx_knowledge_base.importers.bodies import github, zola
from sphinx_knowledge_base.importers.front_matter import read_matter
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree

_CONFIGS = ("config.toml", "zola.toml")


class Zola(System):
    """``content/`` with sections, and front matter in TOML."""

    NAME: ClassVar[str] = "zola"
    TITLE: ClassVar[str] = "Zola"
    ANCHORS: ClassVar[str] = "ascii"
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"path", "slug"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        text = next((tree.text_if_any(name) for name in _CONFIGS if name in tree), "")
        if not text or not re.search(r"^base_url\s*=", text, re.MULTILINE):
            return []
        found = ["config.toml has base_url, as Zola writes it"]
        found += [
            f"{sign} in config.toml"
            for sign in (
                "compile_sass",
                "build_search_index",
                "[extra]",
                "[markdown]",
                "generate_feed",
                "highlight_code",
            )
            if sign in text
        ]
        found += [
            f"folder {name}/" for name in ("content", "templates", "sass") if tree.has_folder(name)
        ]
        return found

    def configure(self) -> None:
        config = next(
            (read_settings(self.tree, name) for name in _CONFIGS if name in self.tree), {}
        )
        self.base_url = line(config.get("base_url"))
        self.title = line(config.get("title"))
        self.language = line(config.get("default_language")) or "en"
        languages = config.get("languages")
        self.languages = list(languages) if isinstance(languages, dict) else []
        self.roots = ["content"]
        self.mounts = [Mount("static"), Mount("content")]

    def text_role(self, path: str) -> tuple[Role, str]:
        if self.root_of(path) is None:
            return "layout", "it is outside of content/"
        name = posixpath.basename(path)
        if re.fullmatch(r"_index(?:\.\w+)?\.md", name):
            has_text = bool(read_matter(self.tree.text_if_any(path)).body.strip())
            return (
                ("page", "")
                if has_text
                else ("settings", "it describes a list, which the knowledge base makes by itself")
            )
        folder = posixpath.dirname(path)
        if f"{folder}/index.md" in self.tree and not re.fullmatch(r"index(?:\.\w+)?\.md", name):
            return "left out", f"it is a resource of {folder}/index.md"
        if (
            "/" not in self.below_root(path)
            and "date" not in read_matter(self.tree.text_if_any(path)).values
        ):
            return "page", ""
        return "article", ""

    def is_static(self, path: str) -> bool:
        return path.startswith("static/")

    def language_of(self, path: str) -> str:
        if not self.languages:
            return ""
        found = re.search(r"\.([\w-]+)\.md$", path)
        return found[1] if found and found[1] in self.languages else self.language

    def stem(self, path: str) -> str:
        stem = super().stem(path)
        language = self.language_of(path)
        stem = stem.removesuffix(f".{language}") if language else stem
        return posixpath.dirname(stem) if posixpath.basename(stem) in {"index", "_index"} else stem

    def complete(self, document: Document, account: Account) -> None:
        for name in ("taxonomies", "extra"):
            self.unfold(document, account, name)

    def locate(self, document: Document) -> None:
        stem = self.stem(document.path)
        folder, name = posixpath.split(stem)
        lead = document.language if document.language not in {"", self.language} else ""
        own, slug = line(document.values.get("path")), line(document.values.get("slug"))
        path = own or posixpath.join(folder, slug or ascii_slug(name) or name)
        document.addresses.append(self.join(lead, path, "/"))
        document.ids += [self.below_root(document.path), stem, name]

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, zola.shortcodes(context, text))

    def fix_code(self, context: Context, piece: str) -> str:
        return zola.unescape(piece)
