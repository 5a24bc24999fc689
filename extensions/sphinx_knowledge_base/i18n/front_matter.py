"""Translate front matter and taxonomy with Sphinx's message catalogs of the documents."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.util.i18n import docname_to_domain

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


def translator(app: Sphinx) -> Callable[[str, str], str]:
    """Return a function that translates a text, given its docname or the taxonomy's domain.

    The gettext builder gets a function that translates nothing: its templates contain what authors
    wrote.
    """
    config = app.config
    folders = [place for name in config.locale_dirs if (place := Path(app.srcdir, name)).is_dir()]
    if isinstance(app.builder, MessageCatalogBuilder) or not folders:
        return lambda _, text: text
    # Sphinx does this too, but only after discovering the documents.
    app.builder.compile_update_catalogs()

    @cache
    def catalog(domain: str) -> NullTranslations:
        found = NullTranslations()
        for folder in folders:
            found.add_fallback(translation(domain, folder, [config.language], fallback=True))
        return found

    def translate(docname: str, text: str) -> str:
        return catalog(docname_to_domain(docname, config.gettext_compact)).gettext(text)

    return translate
