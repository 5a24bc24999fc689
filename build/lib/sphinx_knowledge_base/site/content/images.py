"""Pictures: where the file behind a site path is, and what Sphinx has to know of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.images import (
    PLACEHOLDER_SIZE,
    find_picture,
    placeholder_path,
    published_path,
    variant_path,
    variant_widths,
)
from sphinx_knowledge_base.core.model import TAXONOMIES

if TYPE_CHECKING:
    from typing import Any, TypeGuard

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.site.pages.placeholders import Writing


class RootRelativePictures(SphinxTransform):
    """Point pictures with a site path (``/images/x.svg``) to their files under the roots."""

    default_priority = 200
    fastbuild_needs = (nodes.image,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for image in self.document.findall(nodes.image):
            uri = image.get("uri", "")
            if uri.startswith("/") and not uri.startswith("//"):
                found = find_picture(Path(self.env.srcdir), self.config.kb_image_roots, uri)
                if found is not None:
                    image["uri"] = f"/{found}"


class responsive_picture(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801
    """A featured picture on a page of a web site, in several sizes; ``attributes`` is its HTML."""


def visit_responsive_picture(translator: HTML5Translator, node: responsive_picture) -> None:
    """Write the picture."""
    translator.body.append(translator.emptytag(node, "img", "", **node["attributes"]))
    raise nodes.SkipNode


def featured_picture(
    writing: Writing, article: Article, *, decorative: bool = False
) -> nodes.Element | None:
    """Return the featured picture of *article*, or None when it has none.

    :param decorative: Whether the article's title stands beside it as the link, so that the
        alternative text would only repeat what is read out anyway.
    """
    alt = "" if decorative else article.front_matter.featured_image_alt or ""
    remote = article.image is not None and "://" in article.image
    if writing.is_site and not remote and article.front_matter.featured_image:
        return _responsive(writing, article, alt, in_list=decorative)
    return picture(writing, article.image, alt) if article.image else None


def _responsive(
    writing: Writing, article: Article, alt: str, *, in_list: bool
) -> responsive_picture:
    """Return the picture, or the drawing that stands for a missing one."""
    source = article.image
    if source is None:
        attributes = {"src": writing.file(placeholder_path(article.slug)), "alt": ""}
        size: tuple[int, int] | None = PLACEHOLDER_SIZE
    else:
        attributes = {"src": writing.file(published_path(source)), "alt": alt}
        size = article.image_size
        if widths := variant_widths(source, size):
            attributes["srcset"] = ", ".join(
                f"{writing.file(variant_path(source, width))} {width}w" for width in widths
            )
            column = "20rem" if in_list else "46rem"
            attributes["sizes"] = f"(max-width: 46rem) 100vw, {column}"
    if size is not None:
        attributes |= {"width": str(size[0]), "height": str(size[1])}
    # The one on top of an article is seen at once; those of lists mostly are not.
    attributes |= {"loading": "lazy"} if in_list else {"fetchpriority": "high"}
    attributes["decoding"] = "async"
    return responsive_picture("", attributes=attributes, classes=["kb-picture", "no-scaled-link"])


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
    authors and other terms with the home page, which every build has.  The one for social
    networks stands on no page, but when it changes it has to be published again.
    """
    env, docname = app.env, app.env.current_document.docname
    catalog = catalog_of(env)
    shown: list[str | None] = []
    if (article := catalog.article_at(docname)) is not None:
        shown.append(article.image)
        if _is_file(article.social_image, env):
            env.note_dependency(article.social_image, docname=docname)
    if docname == app.config.root_doc:
        shown += [term.image for taxonomy in TAXONOMIES for term in catalog.of(taxonomy)]
    for path in shown:
        if _is_file(path, env):
            env.images.add_file(docname, path)
            env.note_dependency(path, docname=docname)


def _is_file(path: str | None, env: BuildEnvironment) -> TypeGuard[str]:
    """Tell whether *path*, relative to the source directory, is a file there."""
    return path is not None and "://" not in path and (Path(env.srcdir) / path).is_file()
