"""The page for addresses that do not exist: ``404.html``, written by sphinx-notfound-page.

Hosts show it at any depth of the site, so its links start at the root of the host.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

TEMPLATE = "kb/404.html"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set template and path prefix for the page of missing addresses, unless the site sets them."""
    derived = {
        "notfound_template": TEMPLATE,
        "notfound_urls_prefix": urlsplit(config.html_baseurl).path.rstrip("/") + "/",
    }
    for name, value in derived.items():
        if getattr(config, name) == config.values[name].default:
            setattr(config, name, value)


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add title and links to the page for missing addresses: two groups of the sidebar."""
    if pagename == app.config.notfound_pagename and doctree is None:
        context["title"] = translate("Page not found")
        groups = build_of(app.env).sidebar.groups[:2]
        context["kb_lost_links"] = [entry for group in groups for entry in group.entries]


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Move ``404/index.html``, which dirhtml writes, to ``404.html``, where hosts look for it."""
    folder = Path(app.outdir) / app.config.notfound_pagename
    if exception is None and (folder / "index.html").is_file():
        (folder / "index.html").replace(folder.with_suffix(".html"))
        folder.rmdir()
