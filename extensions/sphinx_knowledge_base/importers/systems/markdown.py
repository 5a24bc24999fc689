"""A folder of Markdown files without signs of a system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import github, msdocs
from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.source_site import split_address
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Document, Role
    from sphinx_knowledge_base.importers.source_tree import Tree


class MarkdownFolder(System):
    """Markdown as GitHub and Microsoft's documentation show it."""

    NAME: ClassVar[str] = "markdown"
    TITLE: ClassVar[str] = "a folder of Markdown files"
    JSON_MATTER: ClassVar[bool] = True

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        count = sum(path.casefold().endswith((".md", ".markdown")) for path in tree.files)
        return [f"{count} Markdown files and no sign of another system"] if count else []

    def text_role(self, path: str) -> tuple[Role, str]:
        if "includes" in path.split("/")[:-1]:
            return "layout", "a fragment that texts include"
        return super().text_role(path)

    def locate(self, document: Document) -> None:
        """An article says its address itself, or its path is the only one that it has."""
        values = {fold_key(key): value for key, value in document.values.items()}
        own = (line(values.get(key)) for key in ("permalink", "url", "path"))
        address = next((path for one in own if (path := split_address(one).path)), "")
        document.addresses.append(self.join("/", address or self.stem(document.path)))

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, msdocs.notation(context, text))
