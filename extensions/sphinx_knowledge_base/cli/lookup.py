"""Find an article, a term or a kind by the name that the user typed."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from sphinx_knowledge_base.cli.output import FAILED, WRONG_USE, fail
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article, Taxonomy

#: How many names to list if none is similar to the one that was typed.
_LISTED = 30

#: What one term of each taxonomy is called, and what several are.
NOUNS: Mapping[Taxonomy, tuple[str, str]] = MappingProxyType(
    {
        "categories": ("category", "categories"),
        "tags": ("tag", "tags"),
        "authors": ("author", "authors"),
        "audiences": ("audience", "audiences"),
        "series": ("series", "series"),
        "archive": ("year", "years"),
    }
)


def article_of(snapshot: Snapshot, named: str) -> Article:
    """Return the article with a slug, an old slug, an address, a file or a title.

    The command ends if there is none, or if several have the title.

    :param named: A path may be relative to the working directory or to the site's folder.
    """
    catalog = snapshot.everything
    by_path = {one.source: one for one in catalog.articles}
    by_docname = {one.docname: one for one in catalog.articles}
    place = Path(named).resolve()
    root = snapshot.site.root
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else named
    found = (
        catalog.article(named)
        or catalog.article(catalog.former_slugs.get(named, ""))
        or by_path.get(path)
        or by_path.get(named)
        or by_docname.get(named.strip("/"))
    )
    titled = [one for one in catalog.articles if fold_label(one.title) == fold_label(named)]
    if found is None and len(titled) > 1:
        slugs = ", ".join(one.slug for one in titled)
        fail(f"several articles are called {named!r}: name one by its slug ({slugs})", FAILED)
    found = found or next(iter(titled), None)
    if found is None:
        if path in snapshot.documents and snapshot.documents[path].source is not None:
            fail(f"{named} is left out because of an error: 'kb check {named}' shows it", FAILED)
        every = catalog.articles
        known = ([one.slug for one in every], [one.title for one in every], by_path)
        hint = next(filter(None, (did_you_mean(named, names) for names in known)), "")
        fail(f"there is no article {named!r}{hint}", FAILED)
    return found


def term_key(snapshot: Snapshot, taxonomy: Taxonomy, label: str) -> str:
    """Return the key of the term called *label*; end the command if there is none."""
    key = snapshot.everything.find_key(taxonomy, label)
    if key is None:
        known = (term.title for term in snapshot.everything.of(taxonomy))
        fail_unknown(NOUNS[taxonomy][0], label, known, FAILED)
    return key


def fail_unknown(what: str, typed: str, known: Iterable[str], status: int = WRONG_USE) -> NoReturn:
    """End the command because no *what* is called *typed*; suggest a similar name, or list all."""
    names = list(known)
    listed = f" (there are {', '.join(names)})" if 0 < len(names) <= _LISTED else ""
    fail(f"there is no {what} {typed!r}{did_you_mean(typed, names) or listed}", status)
