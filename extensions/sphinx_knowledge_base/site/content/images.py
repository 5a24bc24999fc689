"""Images: resolve site paths to files, and build the nodes of featured and other images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst.directives.images import Image
from sphinx import addnodes
from sphinx.directives.patches import Figure
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.images import (
    PLACEHOLDER_SIZE,
    find_image,
    image_size,
    is_image_path,
    placeholder_path,
    published_path,
    variant_path,
    variant_widths,
)
from sphinx_knowledge_base.core.catalog.link_targets import is_site_path, split_target
from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.core.source_files import is_possible_path
from sphinx_knowledge_base.site.lines import line_of

if TYPE_CHECKING:
    from typing import Any, TypeGuard

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.site.placeholders import Writing

logger = logging.getLogger(__name__)

#: Classes of every image from the catalog.  The second one is Sphinx's: it prevents a link to the
#: full size.
_CLASSES = ("kb-picture", "no-scaled-link")


class ResolveImagePaths(SphinxTransform):
    """Replace site paths of images (``/images/x.svg``) by their files below ``kb_image_roots``."""

    default_priority = 200
    fastbuild_needs = (nodes.image,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for image in list(self.document.findall(nodes.image)):
            uri = image.get("uri", "")
            if why := self._why_no_image(uri):
                self._show_text(image, why)
            elif is_site_path(uri):
                found = find_image(Path(self.env.srcdir), self.config.kb_image_roots, uri)
                if found is not None:
                    image["uri"] = f"/{found}"
            elif "%" in uri and "://" not in uri and not self._is_file(uri):
                # The name contains a blank, which Markdown cannot write in another way.
                image["uri"] = unquote(uri) if self._is_file(unquote(uri)) else uri

    def _why_no_image(self, uri: str) -> str:
        if "://" in uri or uri.startswith("data:"):
            return ""
        if not is_possible_path(unquote(uri)):
            return f"picture {uri[:80]!r} is text: no file can have this name"
        if not is_image_path(uri) and Path(self.env.relfn2path(uri, self.env.docname)[1]).is_dir():
            return f"picture {uri!r} is text: this is a folder"
        return ""

    def _show_text(self, image: nodes.image, message: str) -> None:
        place = self.env.doc2path(self.env.docname, base=False).as_posix()
        location = f"{place}:{line_of(image)}"
        logger.warning(message, location=location, type="kb", subtype="image")
        image.replace_self(nodes.inline("", image.get("alt", "")))

    def _is_file(self, uri: str) -> bool:
        return Path(self.env.relfn2path(uri, self.env.docname)[1]).is_file()


class ResolveFileLinks(SphinxTransform):
    """Resolve links by site path to files below ``kb_image_roots``: ``[map](/images/map.png)``.

    The source directory itself is excluded: most of its files are not for publication.
    """

    default_priority = 200
    fastbuild_needs = (addnodes.pending_xref,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        srcdir = Path(self.env.srcdir)
        roots = [root for root in self.config.kb_image_roots if srcdir / root != srcdir]
        for link in list(self.document.findall(addnodes.pending_xref)):
            target = link["reftarget"]
            if link["reftype"] != "myst" or not is_site_path(target):
                continue
            path, _ = split_target(target)
            found = find_image(srcdir, roots, path)
            if found is not None:
                attributes = {**link.attributes, "reftarget": f"/{found}", "refdomain": None}
                link.replace_self(
                    addnodes.download_reference(link.rawsource, "", *link.children, **attributes)
                )


class ImageDirective(Image):
    """``{image}``, also of files with blanks in their names."""

    def run(self) -> list[nodes.Node]:
        self.arguments[0] = _with_blanks(self.arguments[0])
        return list(super().run())


class FigureDirective(Figure):
    """``{figure}``, also of files with blanks in their names."""

    def run(self) -> list[nodes.Node]:
        self.arguments[0] = _with_blanks(self.arguments[0])
        return list(super().run())


def _with_blanks(argument: str) -> str:
    """Return the address of a picture with encoded blanks: docutils drops all others."""
    return "".join(line.strip().replace(" ", "%20") for line in argument.splitlines())


class ReplaceBrokenImages(SphinxTransform):
    """Replace images that cannot be read by their alternative texts, and report them."""

    # After refused_files (871), before Sphinx collects images (880).
    default_priority = 872
    fastbuild_needs = (nodes.image,)

    def apply(self, **kwargs: Any) -> None:
        limit = build_of(self.env).settings.image_max_pixels
        for image in list(self.document.findall(nodes.image)):
            uri = image.get("uri", "")
            if "://" in uri or uri.startswith("data:") or not is_image_path(uri):
                continue
            file = Path(self.env.relfn2path(uri, self.env.docname)[1])
            if not file.is_file() or image_size(file, limit) is not None:
                continue
            place = self.env.doc2path(self.env.docname, base=False).as_posix()
            line = image.line or getattr(image.parent, "line", None) or 1
            logger.warning(
                "picture %r cannot be read as an image",
                uri,
                location=f"{place}:{line}",
                type="kb",
                subtype="image",
            )
            image.replace_self(nodes.inline("", image.get("alt", "")))


class responsive_image(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801
    """A featured image of a web page, in several sizes.

    ``attributes`` are those of its ``<img>`` element.
    """


def visit_responsive_image(translator: HTML5Translator, node: responsive_image) -> None:
    """Write the ``<img>`` element."""
    translator.body.append(translator.emptytag(node, "img", "", **node["attributes"]))
    raise nodes.SkipNode


def featured_image_node(
    writing: Writing, article: Article, *, decorative: bool = False
) -> nodes.Element | None:
    """Return the featured image of *article*, or None if it has none.

    :param decorative: Whether the image is in a list beside the linked title.  Its alternative
        text is then empty: it would only repeat what a screen reader reads anyway.
    """
    alt = "" if decorative else article.front_matter.featured_image_alt or ""
    is_remote = article.image is not None and "://" in article.image
    if writing.is_site and not is_remote and article.front_matter.featured_image:
        return _responsive_image(writing, article, alt, in_list=decorative)
    return image_node(writing, article.image, alt) if article.image else None


def _responsive_image(
    writing: Writing, article: Article, alt: str, *, in_list: bool
) -> responsive_image:
    """Return the image, or the drawing that replaces a missing file."""
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
    # The image on top of an article is visible at once; most images of a list are not.
    attributes |= {"loading": "lazy"} if in_list else {"fetchpriority": "high"}
    attributes["decoding"] = "async"
    return responsive_image("", attributes=attributes, classes=list(_CLASSES))


def image_node(writing: Writing, source: str, alt: str = "") -> nodes.image | None:
    """Return the image at *source*, a path relative to the source directory or a URL.

    Return None if there is no such file, which is already reported at its line.
    """
    is_remote = "://" in source
    if not is_remote and not (Path(writing.env.srcdir) / source).is_file():
        return None
    return nodes.image(
        "",
        uri=source,
        candidates={"?" if is_remote else "*": source},
        alt=alt,
        classes=list(_CLASSES),
    )


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Register the images of placeholders: Sphinx collects images only while reading.

    The images of an article are registered with the article, wherever else they are shown.  Those
    of authors and other terms are registered with the home page, which every site has.  An image
    for social networks is not on a page, but is a dependency: changes must be published.
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
    """Return whether *path*, relative to the source directory, names an existing file."""
    return path is not None and "://" not in path and (Path(env.srcdir) / path).is_file()
