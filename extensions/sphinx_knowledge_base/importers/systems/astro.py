"""Astro (https://astro.build) with content collections."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import github, mdx
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.script_config import js_block, js_evidence, js_program, js_text
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree

_CONFIGS = tuple(f"astro.config.{ending}" for ending in ("mjs", "ts", "js", "cjs", "mts"))


def _locales(program: str) -> frozenset[str]:
    """Return the languages of a site, by the names of their folders."""
    if block := js_block(program, "locales"):
        return frozenset(re.findall(r"(?<![\w-])([\w-]++)[\"']?\s*+:\s*+\{", block)) - {"root"}
    found = re.search(r"(?<![\w.])locales\s*+:\s*+\[([^\[\]]*+)\]", program)
    return frozenset(re.findall(r"[\"']([\w-]++)[\"']", found[1])) if found else frozenset()


class Astro(System):
    """``src/content`` and ``src/pages``."""

    NAME: ClassVar[str] = "astro"
    TITLE: ClassVar[str] = "Astro"
    BRACKETS_ARE_MATHS: ClassVar[bool] = False
    DATED_NAMES: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug", "permalink"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        folders = ("src/content", "src/pages", "src/layouts")
        return js_evidence(tree, _CONFIGS, cls.NAME, cls.TITLE, folders)

    def configure(self) -> None:
        program = js_program(self.tree, _CONFIGS)
        self.base_url = (
            js_text(program, "site").rstrip("/") + "/" + js_text(program, "base").strip("/")
        )
        if "//" not in self.base_url.rstrip("/"):
            self.base_url = ""
        self.title = js_text(program, "title")
        self.is_starlight = "starlight(" in program
        self.roots = ["src/content", "src/pages"]
        # Content that is loaded from elsewhere: glob({ base: "./content/blog" }).
        for name in ("src/content.config.ts", "src/content/config.ts", "src/content.config.mjs"):
            for found in re.finditer(
                r"\bbase:\s*[\"']\.?/?([^\"']+)[\"']", self.tree.text_if_any(name)
            ):
                folder = posixpath.normpath(found[1])
                parent = posixpath.dirname(folder)
                if not folder.startswith(("src/content", "..")) and parent:
                    self.roots.append(parent)
        self.mounts = [Mount("public")]
        self.locales = _locales(program)
        root = js_block(js_block(program, "locales"), "root")
        self.language = js_text(program, "defaultLocale") or js_text(root, "lang", "en")
        if self.language == "root":
            self.language = js_text(root, "lang", "en")
        self.has_maths = "remark-math" in program or "remarkMath" in program

    def text_role(self, path: str) -> tuple[Role, str]:
        root = self.root_of(path)
        if root is None:
            return "left out", "it is outside of the folders of content"
        if any(part.startswith("_") for part in self.below_root(path).split("/")):
            return "layout", "Astro leaves it out"
        if root == "src/pages":
            return (
                ("page", "")
                if path.endswith((".md", ".mdx"))
                else ("layout", "a page that is a program")
            )
        return "article", ""

    def is_kept(self, path: str) -> bool:
        return super().is_kept(path) or path.startswith("src/assets/")

    def language_of(self, path: str) -> str:
        if not self.locales or self.root_of(path) != "src/content":
            return ""
        folder = self.below_root(path).split("/")[1:2]
        return folder[0] if folder and folder[0] in self.locales else self.language

    def section_of(self, path: str) -> str:
        below = self.below_root(path).split("/")
        if len(below) > 2 and below[1] in self.locales:
            del below[1]
        collection = below[0] if len(below) > 1 else ""
        inner = super().section_of("/".join([self.root_of(path) or "", *below[1:]]))
        return inner or (
            ""
            if collection.casefold() in {"blog", "posts", "post", "docs", "articles"}
            else collection
        )

    def locate(self, document: Document) -> None:
        stem = self.stem(document.path)
        if slug := line(document.values.get("slug")):
            stem = posixpath.join(stem.partition("/")[0], slug.strip("/"))
        address = "/".join(re.sub(r"\s+", "-", part.strip().lower()) for part in stem.split("/"))
        if own := line(document.values.get("permalink")):
            address = own
        if self.is_starlight:
            address = address.removeprefix("docs/")
        document.addresses.append(self.join("/", address, "/"))
        document.ids += [stem, posixpath.basename(stem)]

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, mdx.translate(context, text))
