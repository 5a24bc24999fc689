"""Related articles, computed from front matter alone and the same in every build."""

from __future__ import annotations

import re
from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_knowledge_base.core.model import Article

#: How many neighbours in time are looked at on either side, for each thing two articles share.
#: It bounds the cost, and it bounds what a new article can change: only pages near it in time.
WINDOW = 8

#: What sharing one of these says, before rarity is counted in.
_WEIGHTS: Mapping[str, int] = {"tag": 4, "keyword": 2, "category": 2, "word": 1}

#: Words of a title that are long enough to mean something.
_WORD = re.compile(r"\w{5,}")

#: A kind of thing that articles share, and which one.
Feature = tuple[str, str]


class Traits(NamedTuple):
    """All of an article that relations follow from."""

    slug: str
    title: str
    category: str
    tags: tuple[str, ...]
    keywords: tuple[str, ...]
    curated: tuple[str, ...]
    """Slugs of the articles that its author wants to be led to."""


class Relation(NamedTuple):
    """One article that another one leads to."""

    slug: str
    tag: str | None
    """Key of the rarest tag that the two share: the reason that readers are given."""


#: The relations of all articles by their slugs.
Relations = dict[str, tuple[Relation, ...]]


def traits(article: Article) -> Traits:
    """Return what an article's relations, and those of others with it, follow from."""
    own = article.front_matter
    return Traits(
        article.slug,
        article.title,
        article.category,
        article.tags,
        own.keywords,
        own.related_articles,
    )


def relations(articles: Sequence[Traits], limit: int) -> Relations:
    """Return for each article's slug the articles it leads to, best first.

    What authors named themselves comes first, in their order.

    :param articles: All articles, newest first.
    :param limit: How many are kept for an article, the curated ones included.
    """
    order = {article.slug: place for place, article in enumerate(articles)}
    sharing: defaultdict[Feature, list[int]] = defaultdict(list)
    features = [tuple(_features(article)) for article in articles]
    for place, of_article in enumerate(features):
        for feature in of_article:
            sharing[feature].append(place)
    rarity = {feature: max(1, 12 - len(at).bit_length()) for feature, at in sharing.items()}
    # Where an article stands in the list of each of its features: one walk in place of searches.
    reached: defaultdict[Feature, int] = defaultdict(int)

    found: Relations = {}
    for place, article in enumerate(articles):
        scores: defaultdict[int, int] = defaultdict(int)
        for feature in features[place]:
            at = reached[feature]
            reached[feature] += 1
            weight = _WEIGHTS[feature[0]] * rarity[feature]
            for other in sharing[feature][max(0, at - WINDOW) : at + WINDOW + 1]:
                scores[other] += weight
        scores.pop(place, None)
        own = article.curated
        # Only those that can be among the best are put in order.
        enough = nlargest(limit + len(own), scores.values())[-1:] or [0]
        best = sorted(
            (other for other, score in scores.items() if score >= enough[0]),
            # Equal scores: the nearest in time, so that a new article does not displace
            # others on pages far from it.
            key=lambda other: (-scores[other], abs(other - place), articles[other].slug),
        )
        chosen = [slug for slug in own if slug in order]
        chosen += [slug for other in best if (slug := articles[other].slug) not in chosen]
        found[article.slug] = tuple(
            Relation(slug, _shared_tag(article, articles[order[slug]], sharing))
            for slug in chosen[:limit]
        )
    return found


def _features(article: Traits) -> Iterator[Feature]:
    yield "category", article.category
    for tag in dict.fromkeys(article.tags):
        yield "tag", tag
    for keyword in dict.fromkeys(map(fold_label, article.keywords)):
        yield "keyword", keyword
    for word in dict.fromkeys(_WORD.findall(article.title.casefold())):
        yield "word", word


def _shared_tag(
    article: Traits, other: Traits, sharing: Mapping[Feature, Sequence[int]]
) -> str | None:
    shared = set(article.tags) & set(other.tags)
    return min(shared, key=lambda tag: (len(sharing["tag", tag]), tag)) if shared else None
