"""The words of the interface, and front matter in the language of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.i18n import interface

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the message catalog of the interface."""
    app.add_message_catalog(interface.MESSAGES, str(interface.LOCALE_DIR))
