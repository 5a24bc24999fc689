"""The settings, described in the guide by what declares them: ``{kb-settings}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.build.settings import PREFIX
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Iterator


class SettingsDirective(SphinxDirective):
    """``{kb-settings}``: every setting with its default; an argument names another prefix."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        prefix = f"{self.arguments[0]}_" if self.arguments else PREFIX
        return [nodes.definition_list("", *self._entries(prefix), classes=["kb-settings"])]

    def _entries(self, prefix: str) -> Iterator[nodes.definition_list_item]:
        for name, option in sorted(self.config.values.items()):
            if not name.startswith(prefix) or callable(option.default):
                continue
            default = nodes.literal("", repr(option.default))
            yield nodes.definition_list_item(
                "",
                nodes.term("", "", nodes.literal("", name)),
                nodes.definition(
                    "",
                    nodes.paragraph("", option.description, support_smartquotes=False),
                    nodes.paragraph("", translate("Default:") + " ", default),
                ),
            )
