"""The links between articles: links and roles in texts, and ``relatedArticles``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.checking.reference_targets import Judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article


class Link(NamedTuple):
    """One article links to another."""

    source: str
    """Slug of the article that contains the link."""
    target: str
    """Slug of the article that it leads to."""
    is_curated: bool
    """Whether ``relatedArticles`` names it; otherwise the text does."""


@dataclass(frozen=True)
class LinkGraph:
    """All articles of a site and the links between them."""

    articles: Mapping[str, Article]
    links: Sequence[Link]

    def outgoing(self, slug: str) -> list[str]:
        """Return the slugs that an article leads to, sorted."""
        return sorted({link.target for link in self.links if link.source == slug})

    def incoming(self, slug: str) -> list[str]:
        """Return the slugs of the articles that lead to one, sorted."""
        return sorted({link.source for link in self.links if link.target == slug})

    @property
    def orphans(self) -> list[str]:
        """Slugs of the articles that no other leads to."""
        found = {link.target for link in self.links}
        return [slug for slug in self.articles if slug not in found]

    @property
    def dead_ends(self) -> list[str]:
        """Slugs of the articles that lead to no other."""
        found = {link.source for link in self.links}
        return [slug for slug in self.articles if slug not in found]

    @property
    def one_way(self) -> list[Link]:
        """Related articles that do not name the first article in return."""
        curated = {(link.source, link.target) for link in self.links if link.is_curated}
        return [
            link
            for link in self.links
            if link.is_curated and (link.target, link.source) not in curated
        ]

    @property
    def across_audiences(self) -> list[Link]:
        """Links to articles that are for other audiences only."""
        return [
            link
            for link in self.links
            if (here := set(self.articles[link.source].audiences))
            and (there := set(self.articles[link.target].audiences))
            and not here & there
        ]


def link_graph(snapshot: Snapshot) -> LinkGraph:
    """Return the links between all articles that readers find today."""
    catalog, judge = snapshot.catalog, Judge(snapshot)
    articles = {article.slug: article for article in catalog.articles}
    links: defaultdict[tuple[str, str], bool] = defaultdict(bool)
    for article in catalog.articles:
        for reference in snapshot.documents[article.source].references:
            target = judge.destination(article.source, reference).slug
            if target in articles and target != article.slug:
                links[article.slug, target] |= False
        for written in article.front_matter.related_articles:
            target = catalog.former_slugs.get(written, written)
            if target in articles and target != article.slug:
                links[article.slug, target] = True
    return LinkGraph(articles, [Link(*ends, curated) for ends, curated in sorted(links.items())])
