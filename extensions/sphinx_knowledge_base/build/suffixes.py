"""Let Sphinx read article files of all suffixes, and pages only of those that the site declares."""

from __future__ import annotations

import logging
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

#: What MyST-Parser calls the files that it reads.
_MARKDOWN = "markdown"


class SourceSuffixes:
    """The suffixes of documents that are no articles, as the site declares them."""

    def __init__(self) -> None:
        self.of_pages: tuple[str, ...] = ()

    def on_config_inited(self, app: Sphinx, config: Config) -> None:
        """Tell Sphinx how to read article files.

        :raises ConfigError: a setting is wrong.
        """
        declared: dict[str, str] = dict(config.source_suffix)
        self.of_pages = tuple(declared)
        ours = dict.fromkeys(spellings(from_config(config).article_suffixes), _MARKDOWN)
        config.source_suffix = {**declared, **ours, **declared}
        for handler in logging.getLogger(NAMESPACE).handlers:
            handler.filters.insert(0, _NotYet(app))

    def on_builder_inited(self, app: Sphinx) -> None:
        """Replace Sphinx's project by that of the knowledge base."""
        replace_project(app, self.of_pages)


class _NotYet(logging.Filter):
    """Leaves out what Sphinx says of documents before the knowledge base's project is there.

    Sphinx looks for documents once before, and takes files of one name for one document.
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        is_ours = isinstance(getattr(self._app, "project", None), KnowledgeBaseProject)
        return is_ours or record.name != _PROJECT_LOGGER
