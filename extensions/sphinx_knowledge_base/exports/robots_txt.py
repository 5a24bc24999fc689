"""``robots.txt`` (RFC 9309): names the sitemap, and keeps crawlers away from previews.

A site can replace it with its own file through ``html_extra_path``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from sphinx_knowledge_base.exports.context import ExportContext


def robots_txt(context: ExportContext, sitemap: str | None) -> OutputFile:
    """Return ``robots.txt``.

    :param sitemap: Name of the sitemap's file, if there is one.
    """
    is_preview = any(article.unpublished for article in context.catalog.articles)
    lines = ["User-agent: *", "Disallow: /" if is_preview else "Disallow:"]
    if sitemap:
        lines += ["", f"Sitemap: {context.addresses.file(sitemap)}"]
    return OutputFile("robots.txt", ("\n".join(lines) + "\n").encode)
