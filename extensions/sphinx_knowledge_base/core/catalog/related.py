"""Related articles, computed from front matter; the same in every build."""

from __future__ import annotations

import re
from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.core.problems import Severity, did_you_mean
from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.model import Article

#: For each feature, how many articles before and after one in time are considered.  This limits the
#: cost, and a new article can only change pages of articles near it in time.
WINDOW = 8

#: The score of each shared feature; it is multiplied by its rarity.
_WEIGHTS: Mapping[str, int] = {"tag": 4, "keyword": 2, "category": 2, "word": 1}

#: Words of a title that are long enough to be significant.
_WORD = re.compile(r"\w{5,}")

#: Something that articles can share: its kind and its value.
Feature = tuple[str, str]


class Traits(NamedTuple):
    """The facts of an article that relations depend on."""

    slug: str
    title: str
    category: str
    tags: tuple[str, ...]
    keywords: tuple[str, ...]
    curated: tuple[str, ...]
    """Slugs that the author lists as related."""


class Relation(NamedTuple):
    """One related article."""

    slug: str
    tag: str | None
    """Key of the rarest shared tag, which readers see as the reason."""


#: The related articles of each article, by slug.
Relations = dict[str, tuple[Relation, ...]]


def traits(article: Article, former_slugs: Mapping[str, str]) -> Traits:
    """Return the facts of *article* that relations depend on.

    :param former_slugs: Maps former slugs, which authors may still write, to current ones.
    """
    own = article.front_matter
    return Traits(
        article.slug,
        article.title,
        article.category,
        article.tags,
        own.keywords,
        tuple(former_slugs.get(slug, slug) for slug in own.related_articles),
    )


def faults_of_curated(
    slugs: Sequence[str],
    published: AbstractSet[str],
    written: AbstractSet[str],
    former_slugs: Mapping[str, str],
) -> Iterator[tuple[int, str, Severity]]:
    """Yield the problems of the related articles that an author names: index, message, severity.

    :param written: Slugs of all articles, published or not.
    """
    for number, slug in enumerate(slugs):
        if slug in published:
            continue
        if (today := former_slugs.get(slug)) is not None:
            yield number, f"related article {slug!r} is now called {today!r}", Severity.NOTE
        elif slug in written:
            yield number, f"related article {slug!r} is not published", Severity.NOTE
        else:
            meant = did_you_mean(slug, published)
            yield number, f"there is no article {slug!r}{meant}", Severity.WARNING


def relations(articles: Sequence[Traits], limit: int) -> Relations:
    """Return the related articles of each article, best first.

    Articles that the author lists come first, in the author's order.

    :param articles: All articles, newest first.
    :param limit: The maximum number for each article.
    """
    order = {article.slug: place for place, article in enumerate(articles)}
    sharing: defaultdict[Feature, list[int]] = defaultdict(list)
    features = [tuple(_features(article)) for article in articles]
    for place, of_article in enumerate(features):
        for feature in of_article:
            sharing[feature].append(place)
    rarity = {feature: max(1, 12 - len(at).bit_length()) for feature, at in sharing.items()}
    # The position of the current article in the list of each feature, which saves searches.
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
        # Sort only those that can be among the best.
        enough = nlargest(limit + len(own), scores.values())[-1:] or [0]
        best = sorted(
            (other for other, score in scores.items() if score >= enough[0]),
            # At equal scores the nearest in time wins, so a new article does not displace others on
            # pages far from it.
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
