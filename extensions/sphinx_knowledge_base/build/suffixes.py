"""Make Sphinx read articles of all suffixes, but pages only of those that the site declares."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from sphinx.util.logging import NAMESPACE

from sphinx_knowledge_base.build.configuration import from_config
from sphinx_knowledge_base.build.project import KnowledgeBaseProject, replace_project
from sphinx_knowledge_base.core.source_files import spellings

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

#: The name of the logger of Sphinx's project.
_PROJECT_LOGGER = f"{NAMESPACE}.sphinx.project"

#: MyST-Parser's name for the type of its files.
_MARKDOWN = "markdown"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Tell Sphinx how to read article files.

    :raises ConfigError: a setting is wrong.
    """
    declared: dict[str, str] = dict(config.source_suffix)
    ours = dict.fromkeys(spellings(from_config(config).article_suffixes), _MARKDOWN)
    config.source_suffix = {**declared, **ours, **declared}
    # Only pages of the suffixes that the site itself declares are documents.
    app.connect("builder-inited", partial(_on_builder_inited, of_pages=tuple(declared)), 100)
    for handler in logging.getLogger(NAMESPACE).handlers:
        handler.filters.insert(0, _NotYet(app))


def _on_builder_inited(app: Sphinx, of_pages: tuple[str, ...]) -> None:
    """Replace Sphinx's project by that of the knowledge base."""
    replace_project(app, of_pages)


class _NotYet(logging.Filter):
    """Leaves out messages about documents before the knowledge base's project exists.

    Sphinx looks for documents once before that, and takes files of one name for one document.
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        is_ours = isinstance(getattr(self._app, "project", None), KnowledgeBaseProject)
        return is_ours or record.name != _PROJECT_LOGGER
