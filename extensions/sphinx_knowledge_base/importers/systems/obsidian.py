"""Obsidian (https://obsidian.md)."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, unquote

from sphinx_knowledge_base.importers.bodies import github, obsidian
from sphinx_knowledge_base.importers.bodies.ranges import without_fences
from sphinx_knowledge_base.importers.key_names import labels, line
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree

#: Code, headings, formulas and addresses, which hold no tags.
_NO_TAGS = re.compile(
    r"`[^`\n]++`|^#{1,6}[ \t][^\n]*+|\$[^$\n]++\$|\]\([^()\n]*+\)|\[\[[^\[\]\n]*+\]\]",
    re.MULTILINE,
)
_TAG = re.compile(r"(?<![\w/&#\[(`])#((?=[\w/-]*[^\W\d_])[\w/-]+)")


class Obsidian(System):
    """A vault of notes."""

    NAME: ClassVar[str] = "obsidian"
    TITLE: ClassVar[str] = "Obsidian"
    BRACKETS_ARE_MATHS: ClassVar[bool] = False
    ANCHORS: ClassVar[str] = "verbatim"
    CATEGORY_PATHS: ClassVar[bool] = True
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"permalink"})
    #: Other names of a note, by which links find it, and no addresses.
    FIELDS: ClassVar = {"aliases": "keywords", "alias": "keywords"}

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = ["folder .obsidian/"] if ".obsidian/" in tree.left_out else []
        if found:
            found.append("notes in Markdown")
        wiki = [
            path
            for path in list(tree.files)[:300]
            if path.endswith(".md")
            and re.search(r"(?<!`)!?\[\[[^\[\]\n]++\]\]", tree.text_if_any(path))
        ]
        if wiki:
            found.append(f"[[links]] in {len(wiki)} files")
        return found

    def configure(self) -> None:
        self.roots = [""]
        self.mounts = [Mount("")]
        self.title = self.tree.root.name
        self.has_maths = True

    def text_role(self, path: str) -> tuple[Role, str]:
        folder = path.partition("/")[0].casefold()
        if folder in {"templates", "template", "_templates"}:
            return "layout", "a template of notes"
        return "article", ""

    def role(self, path: str) -> tuple[Role, str]:
        if path.endswith((".canvas", ".base", ".excalidraw", ".excalidraw.md")):
            return "left out", "boards and drawings of Obsidian are not translated"
        return super().role(path)

    def is_static(self, path: str) -> bool:
        return False

    def original(self, path: str) -> str:
        """Return the path of the file that a link names by its name, or by the end of its path."""
        end = unquote(path.partition("#")[0]).casefold().lstrip("./")
        for wanted in (f"/{end}", f"/{end}.md"):
            same = self._by_name.get(posixpath.basename(wanted), ())
            found = [one for one in same if f"/{one.casefold()}".endswith(wanted)]
            if found:
                return f"/{quote(min(found, key=len))}"
        return path

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.tree.files:
            found.setdefault(posixpath.basename(path).casefold(), []).append(path)
        return found

    def complete(self, document: Document, account: Account) -> None:
        """Add the tags in the text, and register its names for links."""
        for key in ("aliases", "alias"):
            document.ids += labels(document.values.get(key))
        document.values.setdefault(
            "title", posixpath.splitext(posixpath.basename(document.path))[0]
        )
        if "title" not in document.key_lines:
            document.inherited |= {"title"}
        if found := _TAG.findall(_NO_TAGS.sub(" ", without_fences(document.body))):
            known = labels(document.values.get("tags"))
            document.values["tags"] = list(dict.fromkeys([*known, *found]))
            if "tags" not in document.key_lines:
                document.inherited |= {"tags"}

    def locate(self, document: Document) -> None:
        stem = posixpath.splitext(document.path)[0]
        document.ids += [stem, posixpath.basename(stem)]
        own = line(document.values.get("permalink"))
        document.addresses.append(self.join("/", own or quote(stem.replace(" ", "+"), safe="/+")))

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, obsidian.notation(context, text))
