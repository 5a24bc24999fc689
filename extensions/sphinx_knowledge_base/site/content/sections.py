"""The sections of an article: one top section, marked key takeaways, the disclaimer at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site import css_classes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: The class with which an author marks key takeaways under another heading: ``{.key-takeaways}``.
_AUTHORS_KEY_TAKEAWAYS = "key-takeaways"


class NestTopSections(SphinxTransform):
    """Nest further level-one sections of an article below the first: a page has one ``h1``."""

    # Before docutils checks the positions of transitions (830).
    default_priority = 430
    fastbuild_needs = (nodes.section,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        if catalog_of(self.env).article_at(self.env.docname) is None:
            return
        top = [node for node in self.document.children if isinstance(node, nodes.section)]
        for section in top[1:]:
            self.document.remove(section)
            top[0] += section


class MarkKeyTakeaways(SphinxTransform):
    """Add a class to the section that sums up an article, so that every output can highlight it.

    The section is found by its heading, in English or the site's language, or by a class.
    """

    # After raw_html.ConvertRawDivs (435), before the footer is added (630).
    default_priority = 440
    fastbuild_needs = (nodes.section,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        if catalog_of(self.env).article_at(self.env.docname) is None:
            return
        for section in sections(self.document):
            named = has_heading(section, "Key Takeaways", translate("Key Takeaways"))
            if named or _AUTHORS_KEY_TAKEAWAYS in section["classes"]:
                section["classes"].append(css_classes.KEY_TAKEAWAYS)


class MoveDisclaimer(SphinxTransform):
    """Move a disclaimer from the last section to the end of the article.

    A last paragraph that is wholly emphasised and follows a rule is a disclaimer.
    """

    default_priority = 440
    fastbuild_needs = (nodes.transition,)

    def apply(self, **kwargs: Any) -> None:
        article = next(iter(sections(self.document)), None)
        if article is None or catalog_of(self.env).article_at(self.env.docname) is None:
            return
        innermost: nodes.Element = article
        while innermost.children and isinstance(innermost[-1], nodes.section):
            innermost = innermost[-1]
        if len(innermost) < 2:
            return
        rule, last = innermost[-2], innermost[-1]
        if (
            isinstance(rule, nodes.transition)
            and isinstance(last, nodes.paragraph)
            and len(last) == 1
            and isinstance(last[0], nodes.emphasis)
        ):
            innermost.remove(rule)
            innermost.remove(last)
            article += nodes.container("", last, classes=[css_classes.DISCLAIMER])


def sections(top: nodes.Node) -> Iterator[nodes.section]:
    """Yield the sections below *top*, in document order.

    Text elements contain no sections, and most nodes are below one, so they are not searched.
    """
    for child in top.children:
        if isinstance(child, nodes.TextElement):
            continue
        if isinstance(child, nodes.section):
            yield child
        if child.children:
            yield from sections(child)


def has_heading(section: nodes.section, *headings: str) -> bool:
    """Return whether the heading of *section* is one of *headings*, ignoring case.

    A heading that Sphinx has translated is also compared as its author wrote it.
    """
    expected = {str(heading).casefold() for heading in headings}
    return any(
        text.strip().casefold() in expected
        for title in section.children
        if isinstance(title, nodes.title)
        for text in (title.astext(), title.rawsource)
    )
