"""Front matter and taxonomy in the language of the site, from Sphinx's own message catalogs."""

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
    """Return the function that gives a text of a document (or of the taxonomy) as readers see it.

    Templates for translators are made of what authors wrote, whatever the language.
    """
    config = app.config
    folders = [place for name in config.locale_dirs if (place := Path(app.srcdir, name)).is_dir()]
    if isinstance(app.builder, MessageCatalogBuilder) or not folders:
        return lambda _, text: text
    # Sphinx does this too, but only after it has asked for the documents.
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
