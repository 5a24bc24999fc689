"""The registry: categories, tags, authors and other terms, as registered in ``taxonomy.yaml``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict

from sphinx_knowledge_base.core.model import Position, Taxonomy, Term
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading import fields
from sphinx_knowledge_base.core.reading.encoding import control_characters, decode
from sphinx_knowledge_base.core.reading.positions import (
    Fault,
    MappingEntry,
    MappingNode,
    ScalarNode,
    position_of,
)
from sphinx_knowledge_base.core.reading.validation import InvalidValue, validate
from sphinx_knowledge_base.core.reading.yaml import read_yaml
from sphinx_knowledge_base.core.slugs import INDEX, MAX_SLUG_BYTES, fold_label, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class TermEntry(BaseModel):
    """The keys of every term."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    title: fields.OptionalText = None
    slug: fields.OptionalSlug = None
    """Needed if the label gives no slug, or that of another term: ``C++``."""
    description: fields.Text = ""
    order: fields.OptionalNumber = None
    synonyms: fields.Labels = ()


class CategoryEntry(TermEntry):
    """A category; articles that name no audience get its *audience*."""

    audience: fields.OptionalText = None


class AuthorTermEntry(TermEntry):
    """An author."""

    url: fields.OptionalUrl = None
    bio: fields.Text = ""
    image: fields.OptionalImage = None
    credentials: fields.Text = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """The rules for registering terms of one taxonomy."""

    noun: str
    entry: type[TermEntry] = TermEntry
    has_codes: bool = False
    """Whether labels are codes, from which titles are made; otherwise labels are titles."""
    is_keyed_by_code: bool = False


_SECTIONS: Final[Mapping[Taxonomy, _Section]] = {
    "categories": _Section("category", CategoryEntry, has_codes=True, is_keyed_by_code=True),
    "tags": _Section("tag"),
    "authors": _Section("author", AuthorTermEntry),
    "audiences": _Section("audience", has_codes=True),
    "series": _Section("series"),
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a taxonomy file, for editors."""
    sections = {
        name: {
            "description": f"The {name}: a key for each {section.noun}.",
            "type": ["object", "null"],
            "additionalProperties": {
                "anyOf": [section.entry.model_json_schema(), {"type": "null"}]
            },
        }
        for name, section in _SECTIONS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Taxonomy of a knowledge base",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": sections,
    }


@dataclass(frozen=True, slots=True)
class Registry:
    """All registered terms of a site."""

    terms: Mapping[Taxonomy, Mapping[str, Term]] = field(default_factory=dict)
    """Terms by key, in the order of the file."""
    labels: Mapping[Taxonomy, Mapping[str, str]] = field(default_factory=dict)
    """Maps codes, labels, titles and synonyms, folded by `fold_label`, to keys of terms."""
    problems: tuple[Problem, ...] = ()
    written: Mapping[Taxonomy, frozenset[str]] = field(default_factory=dict)
    """Codes, labels, titles and synonyms as the file spells them."""

    def spellings(self, taxonomy: Taxonomy) -> frozenset[str]:
        """Return all spellings that articles can use for terms of *taxonomy*."""
        return self.written.get(taxonomy, frozenset())

    def of(self, taxonomy: Taxonomy) -> Mapping[str, Term]:
        """Return the registered terms of *taxonomy* by key."""
        return self.terms.get(taxonomy, {})

    def find(self, taxonomy: Taxonomy, label: str) -> Term | None:
        """Return the term that *label* (a code, label, title or synonym) means, or None."""
        key = self.labels.get(taxonomy, {}).get(fold_label(label))
        return self.of(taxonomy)[key] if key is not None else None


def title_of_code(code: str) -> str:
    """Return the title made from a *code*: "Clinical Research" for ``CLINICAL_RESEARCH``."""
    if code != code.upper() and code != code.lower():
        return code  # mixed case is already a title
    if " " in code:
        return code
    return " ".join(word.capitalize() for word in code.replace("-", "_").split("_") if word)


def read_taxonomy(path: str, data: bytes) -> Registry:
    """Return the registry in the YAML file at *path*; *data* is its content.

    Never raises because of an editor's text: the result lists every problem, in the order of the
    file.
    """
    text = decode(data)
    root, faults = (None, [text]) if isinstance(text, Fault) else read_yaml(text)
    reading = _TaxonomyReader(path)
    for fault in (*control_characters(data), *faults):
        reading.report(fault, fault.severity)
    if isinstance(root, MappingNode):
        for name, entry in root.entries.items():
            reading.section(name, entry)
        reading.settle_claims()
    elif root is not None and not (isinstance(root, ScalarNode) and root.value is None):
        reading.report(
            Fault(root.position, "a taxonomy file must be keys and values"), Severity.ERROR
        )
    problems = sorted(reading.problems, key=lambda problem: (problem.line, problem.column))
    written = {taxonomy: frozenset(names) for taxonomy, names in reading.written.items()}
    return Registry(reading.terms, reading.labels, tuple(problems), written)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A label, title or synonym of a term, before it is known to be unique."""

    taxonomy: Taxonomy
    key: str
    text: str
    position: Position


class _TaxonomyReader:
    """Turns one taxonomy file into a `Registry`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.terms: dict[Taxonomy, dict[str, Term]] = {}
        self.labels: dict[Taxonomy, dict[str, str]] = {}
        self.registered: dict[tuple[Taxonomy, str], tuple[str, int]] = {}
        """The label of each term and the line that registers it."""
        self.written: defaultdict[Taxonomy, set[str]] = defaultdict(set)
        self.titles: list[_Claim] = []
        self.synonyms: list[_Claim] = []

    def report(self, fault: Fault, severity: Severity = Severity.WARNING) -> None:
        line, column = fault.position.line, fault.position.column
        self.problems.append(Problem(self.path, line, column, "taxonomy", fault.message, severity))

    def section(self, name: str, entry: MappingEntry) -> None:
        taxonomy = next((known for known in _SECTIONS if known == name), None)
        if taxonomy is None:
            message = f"unknown taxonomy {name!r}{did_you_mean(name, _SECTIONS)}"
            self.report(Fault(entry.key_position, message))
        elif isinstance(entry.value, MappingNode):
            self.terms[taxonomy], self.labels[taxonomy] = {}, {}
            for label, term_entry in entry.value.entries.items():
                self.term(taxonomy, label, term_entry)
        elif not _is_nothing(entry):
            noun = _SECTIONS[taxonomy].noun
            self.report(Fault(entry.value.position, f"{name} must have a key for each {noun}"))

    def term(self, taxonomy: Taxonomy, label: str, entry: MappingEntry) -> None:
        section = _SECTIONS[taxonomy]
        name = f"{section.noun} {label!r}"
        table = entry.value
        if _is_nothing(entry):
            table = MappingNode(entry.key_position, {})
        if not isinstance(table, MappingNode):
            self.report(Fault(table.position, f"{name} must have keys and values"))
            table = MappingNode(entry.key_position, {})
        checked = validate(section.entry, table)
        for value in checked.invalid:
            self.report(Fault(value.position, f"{name}{_part(value)} {value.message}"))
        facts = checked.value or section.entry()
        slug = facts.slug or slugify(label)
        key = label if section.is_keyed_by_code else slug
        fault = f"has the address of the page of all {taxonomy}" if slug == INDEX else ""
        if fault := fault or self.clash(taxonomy, label, slug):
            self.report(Fault(entry.key_position, f"{name} {fault}"), Severity.ERROR)
            return
        title = facts.title or (title_of_code(label) if section.has_codes else label)
        details = facts.model_dump(exclude={"title", "slug", "synonyms"})
        self.terms[taxonomy][key] = Term(taxonomy, key, slug, title, **details)
        self.registered[taxonomy, key] = (label, entry.key_position.line)
        self.claim(_Claim(taxonomy, key, label, entry.key_position))
        position = position_of(checked.table, ("title",))
        self.titles.append(_Claim(taxonomy, key, title, position))
        for number, synonym in enumerate(facts.synonyms):
            position = position_of(checked.table, ("synonyms", number))
            self.synonyms.append(_Claim(taxonomy, key, synonym, position))

    def clash(self, taxonomy: Taxonomy, label: str, slug: str) -> str:
        """Return the reason why a term cannot be registered, or an empty string."""
        if not slug:
            return "has no letter or digit to make a slug from; add a slug"
        if len(slug.encode()) > MAX_SLUG_BYTES:
            return f"is longer than {MAX_SLUG_BYTES} bytes; add a slug"
        for other in self.terms[taxonomy].values():
            if other.slug == slug:
                owner, line = self.registered[taxonomy, other.key]
                if self.labels[taxonomy].get(fold_label(label)) == other.key:
                    return f"is already registered on line {line}"
                return f"has the slug {slug!r} of {owner!r} on line {line}; add another slug"
        return ""

    def settle_claims(self) -> None:
        """Register titles and synonyms last: labels take precedence, anywhere in the file."""
        for title in self.titles:
            self.claim(title)
        for synonym in self.synonyms:
            if self.claim(synonym):
                terms = self.terms[synonym.taxonomy]
                term = terms[synonym.key]
                terms[synonym.key] = replace(term, synonyms=(*term.synonyms, synonym.text))

    def claim(self, claim: _Claim) -> bool:
        """Register a name of a term and return True, or return False if another term has it."""
        labels = self.labels[claim.taxonomy]
        owner = labels.setdefault(fold_label(claim.text), claim.key)
        if owner != claim.key:
            label, line = self.registered[claim.taxonomy, owner]
            noun = _SECTIONS[claim.taxonomy].noun
            message = f"{claim.text!r} already means the {noun} {label!r} on line {line}"
            self.report(Fault(claim.position, message))
        else:
            self.written[claim.taxonomy].add(claim.text)
        return owner == claim.key


def _is_nothing(entry: MappingEntry) -> bool:
    return isinstance(entry.value, ScalarNode) and entry.value.value is None


def _part(value: InvalidValue) -> str:
    """Return how messages name an invalid value of a term: `` title``, `` synonym``."""
    if not value.path:
        return ""
    return " synonym" if len(value.path) > 1 else f" {value.path[0]}"


def registered(registry: Registry, taxonomy: Taxonomy) -> Iterator[str]:
    """Yield every name of the registered terms of *taxonomy*, for suggestions."""
    for term in registry.of(taxonomy).values():
        yield term.key
        yield term.title
        yield from term.synonyms
