"""Next.js (https://nextjs.org) with Markdown: Contentlayer, Nextra, the blog starters."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import github, mdx
from sphinx_knowledge_base.importers.front_matter import read_matter
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.script_config import js_evidence, js_program, js_text
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System, first_folder

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONFIGS = tuple(f"next.config.{ending}" for ending in ("js", "mjs", "ts", "cjs"))
_POSTS = (
    "_posts",
    "posts",
    "content",
    "data",
    "src/content",
    "src/posts",
    "src/data",
    "src/_posts",
)
_PAGES = ("src/pages", "pages", "src/app", "app")


class Next(System):
    """Folders of posts, and pages in Markdown."""

    NAME: ClassVar[str] = "next"
    TITLE: ClassVar[str] = "Next.js"
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug", "permalink", "url", "path"})
    DATED_NAMES: ClassVar[bool] = False

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = js_evidence(tree, _CONFIGS, cls.NAME, cls.TITLE, (*_POSTS, *_PAGES))
        names = ("contentlayer.config.js", "contentlayer.config.ts")
        return found + [name for name in names if found and name in tree]

    def configure(self) -> None:
        program = js_program(self.tree, _CONFIGS)
        base = js_text(program, "basePath").strip("/")
        metadata = self.tree.text_if_any("data/siteMetadata.js") or self.tree.text_if_any(
            "data/siteMetadata.ts"
        )
        self.base_url = js_text(metadata, "siteUrl").rstrip("/")
        self.title = js_text(metadata, "title")
        if base:
            self.base_url = f"{self.base_url or 'https://host.invalid'}/{base}"
        self.posts = first_folder(self.tree, *_POSTS)
        self.pages = first_folder(self.tree, *_PAGES)
        self.roots = [*self.posts, *self.pages] or [""]
        self.mounts = [Mount("public")]

    def text_role(self, path: str) -> tuple[Role, str]:
        role, reason = super().text_role(path)
        root = self.root_of(path)
        if role == "article" and root in self.pages:
            return (
                ("page", "")
                if path.endswith((".md", ".mdx"))
                else ("layout", "a page that is a program")
            )
        if path.startswith("data/authors/"):
            return "term", ""
        return role, reason

    def define_terms(self, terms: Terms, account: Account) -> None:
        for path in self.tree.below("data/authors"):
            if path.endswith((".md", ".mdx")):
                matter = read_matter(self.tree.text_if_any(path))
                name = posixpath.splitext(posixpath.basename(path))[0]
                known = dict(matter.values)
                known.setdefault("bio", " ".join(matter.body.split())[:500] or None)
                terms.define_author(name, known)
        for path in ("data/authors.json", "data/authors.yml", "content/authors.yml"):
            for key, facts in read_settings(self.tree, path).items() if path in self.tree else ():
                if isinstance(facts, dict):
                    terms.define_author(key, facts)

    def locate(self, document: Document) -> None:
        stem = self.stem(document.path)
        root = self.root_of(document.path) or ""
        own = line(
            document.values.get("permalink")
            or document.values.get("url")
            or document.values.get("path")
        )
        slug = line(document.values.get("slug"))
        if own.startswith("/"):
            address = own
        elif root in self.pages:
            # app/about/page.mdx, and folders in parentheses that only group.
            address = re.sub(r"(?:^|/)\([^()/]*\)", "", re.sub(r"(?:^|/)page$", "", stem))
        else:
            folder, name = posixpath.split(stem)
            lead = "posts" if root.endswith("posts") else ""
            address = posixpath.join(lead, folder, slug.strip("/") or name)
        document.addresses.append(self.join("/", address))
        document.ids += [stem, posixpath.basename(stem)]

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, mdx.translate(context, text))
