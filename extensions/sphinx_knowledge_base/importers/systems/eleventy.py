"""Eleventy (https://www.11ty.dev)."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import github, liquid
from sphinx_knowledge_base.importers.bodies.ranges import replace_between
from sphinx_knowledge_base.importers.front_matter import plain, read_matter
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.script_config import js_evidence, js_text
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree

_CONFIGS = (
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.cjs",
    "eleventy.config.mjs",
    "eleventy.config.ts",
)
#: Collections that hold all articles, so they are not categories.
_ALL = frozenset({"post", "posts", "all", "nav", "article", "articles", "note", "notes"})
#: A comment of Nunjucks; a heading's identifier has no blank behind its sign.
_COMMENT = re.compile(r"\{#\s"), re.compile(r"#\}")


class Eleventy(System):
    """Templates anywhere below the folder of input, with data from the folders above."""

    NAME: ClassVar[str] = "eleventy"
    TITLE: ClassVar[str] = "Eleventy"
    ANCHORS: ClassVar[str] = "ascii"
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"permalink", "slug"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        folders = ("_includes", "_data", "src/_includes", "src/_data")
        return js_evidence(tree, _CONFIGS, "@11ty/eleventy", cls.TITLE, folders)

    def configure(self) -> None:
        program = "\n".join(self.tree.text_if_any(name) for name in _CONFIGS if name in self.tree)
        folder = js_text(program, "input", ".")
        self.input = (
            "" if posixpath.normpath(folder) == "." else posixpath.normpath(folder).lstrip("./")
        )
        if (
            not self.input
            and not any(self.tree.below("_includes"))
            and any(self.tree.below("src/_includes"))
        ):
            self.input = "src"
        self.base_url = (
            f"https://host.invalid{prefix}"
            if (prefix := js_text(program, "pathPrefix").rstrip("/"))
            else ""
        )
        self.roots = [self.input]
        self.mounts = []
        for found in re.finditer(
            r"addPassthroughCopy\(\s*(?:\{\s*[\"']\.?/?([^\"']+)[\"']\s*:\s*[\"']/?([^\"']*)[\"']\s*\}|[\"']\.?/?([^\"'*]+)[\"'])",
            program,
        ):
            source, target = (found[1], found[2]) if found[1] else (found[3], found[3])
            target = target.removeprefix(f"{self.input}/") if self.input else target
            if source.strip("/*"):
                self.mounts.append(Mount(source.strip("/*"), "/" + target.strip("/*")))
        for name in ("public", "static"):
            if self.tree.has_folder(name) and all(mount.folder != name for mount in self.mounts):
                self.mounts.append(Mount(name))
        self.mounts.append(Mount(self.input))
        self.data = {
            posixpath.splitext(posixpath.basename(path))[0]: value
            for path in self.tree.below(posixpath.join(self.input, "_data"))
            if path.endswith(".json") and (value := _json(self.tree.text_if_any(path))) is not None
        }
        for name in ("metadata", "site", "meta"):
            if isinstance(known := self.data.get(name), dict):
                self.title = self.title or line(known.get("title") or known.get("name"))
                self.language = self.language or line(known.get("language") or known.get("lang"))
                url = line(known.get("url"))
                self.base_url = self.base_url or (url if "//" in url else "")

    def text_role(self, path: str) -> tuple[Role, str]:
        role, reason = super().text_role(path)
        parts = self.below_root(path).split("/")
        if (
            role == "article"
            and any(part.startswith("_") for part in parts[:-1])
            and "_posts" not in parts
        ):
            return "layout", "a part of the layout"
        if role != "article":
            return role, reason
        matter = read_matter(self.tree.text_if_any(path))
        # An article can show such a loop, in code too.
        is_template = path.endswith((".html", ".htm")) or posixpath.basename(path) == "index.md"
        if "pagination" in matter.values or (is_template and "{% for" in matter.body):
            return "layout", "a template that makes a list"
        if path.endswith((".html", ".htm")) and not matter.is_there:
            return "left out", "a page of HTML without front matter"
        dated = (
            "date" in matter.values
            or self.inherited(path).keys() & {"tags", "date"}
            or re.search(r"\d{4}-\d\d-\d\d", path)
        )
        return ("article", "") if dated or len(parts) > 1 else ("page", "")

    def inherited(self, path: str) -> dict[str, Value]:
        """Return the data of the folders above, the nearest last: ``posts/posts.json``."""
        values: dict[str, Value] = {}
        folder = posixpath.dirname(path)
        folders = []
        while folder:
            folders.append(folder)
            folder = posixpath.dirname(folder)
        for one in reversed(folders):
            name = posixpath.basename(one)
            for file in (f"{one}/{name}.json", f"{one}/{name}.11tydata.json"):
                found = _json(self.tree.text_if_any(file))
                values |= found if isinstance(found, dict) else {}
        return values

    def complete(self, document: Document, account: Account) -> None:
        tags = document.values.get("tags")
        if tags is not None:
            kept = [
                one
                for one in (tags if isinstance(tags, list) else [tags])
                if line(one).casefold() not in _ALL
            ]
            document.values["tags"] = kept

    def locate(self, document: Document) -> None:
        stem = self.stem(document.path)
        own = document.values.get("permalink")
        own = line(own) if not isinstance(own, dict) else line(own.get("build"))
        slug = re.sub(r"[^\w-]+", "-", line(document.values.get("title")).lower()).strip("-")
        own = re.sub(
            r"\{\{\s*(?:page\.fileSlug)\s*(?:\|[^{}]*)?\}\}", posixpath.basename(stem), own
        )
        own = re.sub(r"\{\{\s*(?:title)\s*\|\s*(?:slug|slugify)\s*\}\}", slug, own)
        own = re.sub(r"\{\{\s*(?:page\.filePathStem)\s*\}\}", f"/{stem}", own)
        if own and own.casefold() != "false" and "{{" not in own and "{%" not in own:
            document.addresses.append(self.join("/", own))
        else:
            document.addresses.append(self.join("/", stem, "/"))
        document.ids += [stem, posixpath.basename(stem)]

    def translate(self, context: Context, text: str) -> str:
        def comment(stretch: Stretch) -> str:
            context.translated("{# comment #}", stretch.whole.strip())
            return ""

        text = replace_between(text, *_COMMENT, comment)
        names = {**self.data, **context.document.values}
        return github.alerts(context, liquid.tags(context, text, liquid.Data(names, {})))

    def prepare(self, context: Context, text: str) -> str:
        return liquid.highlight(context, text)

    def fix_code(self, context: Context, piece: str) -> str:
        return liquid.without_raw(context, piece)


def _json(text: str) -> Value:
    try:
        return plain(json.loads(text)) if text else None
    except (ValueError, RecursionError):
        return None
