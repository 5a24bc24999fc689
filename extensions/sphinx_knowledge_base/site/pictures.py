"""Pictures: where the file behind a site path is, and what Sphinx has to know of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.core.pictures import find_picture
from sphinx_knowledge_base.site.project import catalog_of

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.site.parts import Writing


class RootRelativePictures(SphinxTransform):
    """Point pictures with a site path (``/images/x.svg``) to their files under the roots."""

    default_priority = 200

    def apply(self, **kwargs: Any) -> None:
        for image in self.document.findall(nodes.image):
            uri = image.get("uri", "")
            if uri.startswith("/") and not uri.startswith("//"):
                found = find_picture(Path(self.env.srcdir), self.config.kb_image_roots, uri)
                if found is not None:
                    image["uri"] = f"/{found}"


def featured_picture(
    writing: Writing, article: Article, *, decorative: bool = False
) -> nodes.image | None:
    """Return the featured picture of *article*, or None when it has none.

    :param decorative: Whether the article's title stands beside it as the link, so that the
        alternative text would only repeat what is read out anyway.
    """
    alt = "" if decorative else article.front_matter.featured_image_alt or ""
    return picture(writing, article.image, alt) if article.image else None


def picture(writing: Writing, source: str, alt: str = "") -> nodes.image | None:
    """Return the picture at *source*, a path relative to the source directory or a URL.

    None for a file that is not there, which has been reported where it is named.
    """
    remote = "://" in source
    if not remote and not (Path(writing.env.srcdir) / source).is_file():
        return None
    return nodes.image(
        "",
        uri=source,
        candidates={"?" if remote else "*": source},
        alt=alt,
        classes=["kb-picture", "no-scaled-link"],
    )


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Tell Sphinx of the pictures that placeholders will show, since it looks for none later.

    An article's own picture is noted with the article, wherever else it is shown too; those of
    authors and other terms with the home page, which every build has.
    """
    env, docname = app.env, app.env.current_document.docname
    catalog = catalog_of(env)
    shown: list[str | None] = []
    if (article := catalog.article_at(docname)) is not None:
        shown.append(article.image)
    if docname == app.config.root_doc:
        shown += [term.image for taxonomy in TAXONOMIES for term in catalog.of(taxonomy)]
    for path in shown:
        if path and "://" not in path and (Path(env.srcdir) / path).is_file():
            env.images.add_file(docname, path)
            env.note_dependency(path, docname=docname)
