"""Find labels that are nearly the same: probably typing errors, or old names."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Taxonomy

#: Shorter labels (CRPS, PTSD) differ by a letter for good reasons.
_LEAST_LETTERS = 5


#: Words that unrelated categories may share.
_SMALL_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "&"})


def near_misses(uses: Iterable[str], registered: AbstractSet[str]) -> Mapping[str, str]:
    """Return labels that are used once and not registered, each with the known label it resembles.

    Two labels are alike if one letter was added, lost, changed or swapped with its neighbour;
    digits tell labels apart, and so does a plural's "s".

    :param uses: Every use of a label, the oldest first.
    """
    counted = Counter(uses)
    spelt: dict[str, str] = {}
    for label in (*sorted(registered, reverse=True), *counted):
        spelt.setdefault(fold_label(label), label)
    known = {fold_label(label) for label in registered}
    totals: Counter[str] = Counter()
    for label, number in counted.items():
        totals[fold_label(label)] += number
    # Labels that differ by one letter are equal without it.
    shorter: defaultdict[str, set[str]] = defaultdict(set)
    for label in {*totals, *known}:
        if len(label) >= _LEAST_LETTERS:
            for part in _without_one(label):
                shorter[part].add(label)
    found: dict[str, str] = {}
    positions = {label: position for position, label in enumerate(totals)}
    for label, position in positions.items():
        if totals[label] != 1 or label in known or len(label) < _LEAST_LETTERS:
            continue
        rivals = {one for part in _without_one(label) for one in shorter[part]} - {label}
        alike = sorted(
            one
            for one in rivals
            if _is_one_letter(label, one)
            and (one in known or totals[one] > 1 or positions[one] < position)
        )
        if alike:
            found[spelt[label]] = spelt[alike[0]]
    return found


def _without_one(label: str) -> Iterator[str]:
    yield label
    for place in range(len(label)):
        yield label[:place] + label[place + 1 :]


def _is_one_letter(one: str, other: str) -> bool:
    """Return whether two labels that share a part differ by one letter, or by two swapped ones."""
    if len(one) == len(other):
        differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        is_swap = len(differing) == 2 and differing[0] == differing[1][::-1]
        letters = [letter for pair in differing for letter in pair]
        return (len(differing) == 1 or is_swap) and all(map(str.isalpha, letters))
    longer, short = sorted((one, other), key=len, reverse=True)
    if longer in {f"{short}s", f"s{short}"}:
        return False
    return any(
        longer[:place] + longer[place + 1 :] == short and longer[place].isalpha()
        for place in range(len(longer))
    )


def meant_code(label: str, taxonomy: Taxonomy, registry: Registry) -> str:
    """Return, in words, the registered term that was probably meant."""
    known = registry.of(taxonomy)
    if hint := did_you_mean(label, known):
        return hint
    words = set(fold_label(label).split())
    sharing = [
        code
        for code, term in known.items()
        if words & {*fold_label(code).split(), *fold_label(term.title).split()} - _SMALL_WORDS
    ]
    if len(sharing) == 1:
        return f" (did you mean {sharing[0]!r}?)"
    return f" (registered are {', '.join(known)})"


def near_duplicates(labels: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of labels that are probably one: one letter apart, or singular and plural."""
    spelt = {fold_label(label): label for label in sorted(labels)}
    shorter: defaultdict[str, set[str]] = defaultdict(set)
    for label in spelt:
        if len(label) >= _LEAST_LETTERS:
            for part in _without_one(label):
                shorter[part].add(label)
    pairs = {
        (one, other)
        for alike in shorter.values()
        for one in alike
        for other in alike
        if one < other and _is_one_letter(one, other)
    }
    plurals = ((label, f"{label}{ending}") for label in spelt for ending in ("s", "es"))
    pairs.update(pair for pair in plurals if pair[1] in spelt)
    return sorted((spelt[one], spelt[other]) for one, other in pairs)
