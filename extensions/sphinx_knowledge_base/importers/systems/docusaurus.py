"""Docusaurus (https://docusaurus.io)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import magic_comments, mdx
from sphinx_knowledge_base.importers.dates import NAME_DATE, date_of_name, read_date
from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.script_config import js_block, js_evidence, js_program, js_text
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONFIGS = tuple(f"docusaurus.config.{ending}" for ending in ("js", "ts", "mjs", "cjs"))
#: ISO 639 for an undetermined language.
UNKNOWN_LANGUAGE = "und"

#: ``01-intro``: the number orders the sidebar, and is not part of the address.
_NUMBER = re.compile(r"^\d+(?:\s*[-_.]+\s*)(?=[^\d\s])")


#: ``/*`` within a pattern of files, such as ``**/*.md``, begins no comment that another one ends.
_PROGRAM_COMMENT = re.compile(r"/\*(?:(?!\*/|/\*).)*+\*/|(?<![:\"'/])//[^\n]*+", re.DOTALL)


class Docusaurus(System):
    """``docs/``, ``blog/`` and pages."""

    NAME: ClassVar[str] = "docusaurus"
    TITLE: ClassVar[str] = "Docusaurus"
    BRACKETS_ARE_MATHS: ClassVar[bool] = False
    INDENTED_CODE: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug", "id"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        folders = ("docs", "blog", "static", "src/pages")
        found = js_evidence(tree, _CONFIGS, "@docusaurus/core", cls.TITLE, folders)
        if found:
            return found + [name for name in ("sidebars.js", "sidebars.ts") if name in tree]
        return ["blog/authors.yml"] if "blog/authors.yml" in tree else []

    def configure(self) -> None:
        program = js_program(self.tree, _CONFIGS)
        program = _PROGRAM_COMMENT.sub("", program)
        self.base_url = js_text(program, "url").rstrip("/") + js_text(program, "baseUrl", "/")
        if "//" not in self.base_url:
            self.base_url = ""
        self.title = js_text(program, "title")
        self.language = js_text(program, "defaultLocale", "en")
        docs, blog = js_block(program, "docs"), js_block(program, "blog")
        self.docs = js_text(docs, "path", "docs")
        self.docs_base = js_text(docs, "routeBasePath", "docs")
        self.blogs = {js_text(blog, "path", "blog"): js_text(blog, "routeBasePath", "blog")}
        for found in re.finditer(r"plugin-content-blog[\"']\s*,\s*(\{[^{}]*\})", program):
            folder = js_text(found[1], "path")
            if folder:
                self.blogs[folder] = js_text(found[1], "routeBasePath", folder)
        self.locales: dict[str, str] = {}
        #: Folders of translations, with the folders that they translate.
        self.meanings: dict[str, str] = {}
        for path in self.tree.below("i18n"):
            code = path.split("/")[1]
            for folder, meaning in (
                ("docusaurus-plugin-content-docs/current", self.docs),
                ("docusaurus-plugin-content-blog", "blog"),
                ("docusaurus-plugin-content-pages", "src/pages"),
            ):
                root = f"i18n/{code}/{folder}"
                if path.startswith(f"{root}/"):
                    self.locales[root] = code
                    self.meanings[root] = meaning
        if self.language in self.locales.values():
            self.language = UNKNOWN_LANGUAGE  # the configuration computes it
        self.roots = [self.docs, *self.blogs, "src/pages", *self.locales]
        self.mounts = [Mount("static")]
        self.has_maths = "remark-math" in program or "remarkMath" in program

    def text_role(self, path: str) -> tuple[Role, str]:
        if path.startswith(("versioned_docs/",)) or "/version-" in path:
            return "left out", "it is the documentation of an older version"
        if self.root_of(path) is None:
            return "left out", "it is outside of docs/, blog/ and src/pages/"
        name = posixpath.basename(path)
        if any(part.startswith("_") for part in self.below_root(path).split("/")):
            return "layout", "a fragment that texts include"
        if self._kind(path) == "src/pages" and not name.endswith((".md", ".mdx")):
            return "layout", "a page that is a program"
        return ("page", "") if self._kind(path) == "src/pages" else ("article", "")

    def _kind(self, path: str) -> str:
        root = self.root_of(path) or ""
        return self.meanings.get(root, root)

    def language_of(self, path: str) -> str:
        if not self.locales:
            return ""
        return self.locales.get(self.root_of(path) or "", self.language)

    def stem(self, path: str) -> str:
        stem = super().stem(path)
        if self._kind(path) not in self.blogs:
            parts = [_NUMBER.sub("", part) for part in stem.split("/")]
            # A text with the name of its folder belongs to the folder itself.
            if len(parts) > 1 and parts[-1].casefold() == parts[-2].casefold():
                parts.pop()
            stem = "/".join(parts)
        return stem

    def section_of(self, path: str) -> str:
        if self._kind(path) in self.blogs:
            return ""
        section = _NUMBER.sub("", super().section_of(path))
        folder = posixpath.dirname(path)
        for name in ("_category_.json", "_category_.yml", "_category_.yaml"):
            if "/" not in self.below_root(folder) and f"{folder}/{name}" in self.tree:
                return line(read_settings(self.tree, f"{folder}/{name}").get("label")) or section
        return section

    def locate(self, document: Document) -> None:
        values = {fold_key(key): value for key, value in document.values.items()}
        kind, stem = self._kind(document.path), self.stem(document.path)
        lead = document.language if document.language not in {"", self.language} else ""
        slug = line(values.get("slug"))
        if kind in self.blogs:
            base = self.blogs[kind]
            dated = NAME_DATE.search(self.below_root(document.path))
            date = date_of_name(self.below_root(document.path)) if dated else ""
            if slug:
                path = slug
            else:
                try:
                    date = date or read_date(values.get("date")).text[:10]
                except ValueError:
                    return
                name = NAME_DATE.sub("", stem) or posixpath.basename(stem)
                path = f"{date.replace('-', '/')}/{name}"
            document.addresses.append(self.join(lead, base, path))
        elif kind == "src/pages":
            document.addresses.append(self.join(lead, stem))
        else:
            base = "" if self.docs_base == "/" else self.docs_base
            identifier = line(values.get("id"))
            if slug.startswith("/"):
                path = slug
            else:
                folder, name = posixpath.split(stem)
                path = posixpath.normpath(posixpath.join(folder, slug or identifier or name))
            document.addresses.append(self.join(lead, base, path))
            document.ids.append(
                posixpath.join(posixpath.dirname(stem), identifier) if identifier else stem
            )

    def define_terms(self, terms: Terms, account: Account) -> None:
        for folder in (*self.blogs, self.docs):
            for name, taxonomy in (
                ("authors.yml", "authors"),
                ("tags.yml", "tags"),
                ("authors.yaml", "authors"),
                ("tags.yaml", "tags"),
            ):
                path = f"{folder}/{name}"
                if path not in self.tree:
                    continue
                for key, facts in read_settings(self.tree, path).items():
                    known = facts if isinstance(facts, dict) else {}
                    if taxonomy == "authors":
                        terms.define_author(key, known)
                    else:
                        terms.define("tags", key, known)

    def role(self, path: str) -> tuple[Role, str]:
        if posixpath.basename(path) in {
            "authors.yml",
            "authors.yaml",
            "tags.yml",
            "tags.yaml",
        } and self.root_of(path):
            return "settings", "it describes authors or tags, which are in taxonomy.yaml"
        return super().role(path)

    def prepare(self, context: Context, text: str) -> str:
        return mdx.prepare(context, text)

    def translate(self, context: Context, text: str) -> str:
        return mdx.translate(context, _truncate(context, text))

    def fix_code(self, context: Context, piece: str) -> str:
        return magic_comments.as_line_numbers(context, piece)


def _truncate(context: Context, text: str) -> str:
    def gone(found: re.Match[str]) -> str:
        context.translated("end of the summary", found[0].strip())
        return ""

    pattern = r"^[ \t]*(?:<!--\s*truncate\s*-->|\{/\*\s*truncate\s*\*/\})[ \t]*$"
    return re.sub(pattern, gone, text, flags=re.MULTILINE)
