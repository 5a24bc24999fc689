"""The base class of all systems: where texts are, their old addresses, and their syntax."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies.html import is_filled_by_program
from sphinx_knowledge_base.importers.front_matter import read_matter
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.model import Document, Fate, Place
from sphinx_knowledge_base.importers.source_site import PICTURES, TEXTS, split_address
from sphinx_knowledge_base.importers.source_tree import UnreadableError
from sphinx_knowledge_base.importers.systems.file_roles import (
    OTHERS,
    REPOSITORY_FILES,
    SETTINGS,
    UNTRANSLATED,
    UNUSED,
)
from sphinx_knowledge_base.importers.systems.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Options, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms


#: The key of an entry in BibTeX.
BIBTEX_KEY = re.compile(r"^[ \t]*@\w+[ \t]*\{[ \t]*([^,\s{}]+)[ \t]*,", re.MULTILINE)


class System(Places):
    """One system; subclasses override what differs."""

    NAME: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    #: Folded keys that hold an address.
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"permalink", "url", "path", "slug", "id"})
    #: Folded keys with a meaning of their own in this system, with their fields.
    FIELDS: ClassVar[Mapping[str, str]] = {}
    BLANKS_DIVIDE: ClassVar[bool] = False
    """Whether blanks divide the labels of a text."""
    CATEGORY_PATHS: ClassVar[bool] = True
    """Whether ``a/b`` is a category in another one."""
    ANCHORS: ClassVar[str] = "github"
    INDENTED_CODE: ClassVar[bool] = True
    BRACKETS_ARE_MATHS: ClassVar[bool] = True
    """Whether formulas can also stand between brackets with a backslash."""
    IS_MYST: ClassVar[bool] = False
    """Whether bodies are written for MyST already."""
    JSON_MATTER: ClassVar[bool] = False
    NEEDS_MATTER: ClassVar[bool] = False
    """Whether a text without front matter is only copied."""
    TEXT_SUFFIXES: ClassVar[frozenset[str]] = TEXTS

    def __init__(self, tree: Tree, options: Options) -> None:
        super().__init__()
        self.tree = tree
        self.options = options
        self.title = ""
        self.language = ""
        self.has_maths = False
        #: Files of BibTeX that texts cite.
        self.bibliographies: list[str] = []
        #: Addresses and titles of pictures by their numbers, where texts name them so.
        self.attachments: dict[str, tuple[str, str]] = {}
        self.configure()

    # For subclasses to override.

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        """Return why a tree looks like this system's; nothing if it does not."""
        raise NotImplementedError

    def configure(self) -> None:
        """Read the settings of the source."""

    def text_role(self, path: str) -> tuple[Role, str]:
        """Return the role of the text at *path*, and a reason if it is not an article."""
        if posixpath.basename(path).casefold() in REPOSITORY_FILES:
            return "left out", "it describes the repository"
        if self.root_of(path) is None:
            return "layout", "it is outside the folders of texts"
        return "article", ""

    def inherited(self, path: str) -> dict[str, Value]:
        """Return the front matter that the settings give the text at *path*."""
        return {}

    def locate(self, document: Document) -> None:
        """Find out the addresses and other names of a document."""
        document.addresses.append(self.join("/", self.stem(document.path), "/"))

    def define_terms(self, terms: Terms, account: Account) -> None:
        """Read descriptions of categories, tags and authors from the settings."""

    def prepare(self, context: Context, text: str) -> str:
        """Turn this system's own notations of code into fences, before code is masked."""
        return text

    def translate(self, context: Context, text: str) -> str:
        """Translate everything in *text* that is not Markdown; its code is masked."""
        return text

    def identifiers(self, text: str) -> tuple[str, list[str]]:
        """Return *text* with identifiers of its headings on their lines, and those of others."""
        return text, []

    def fix_code(self, context: Context, piece: str) -> str:
        """Return code as a reader saw it."""
        return piece

    def original(self, path: str) -> str:
        """Return where the file is that texts call *path*: under another name or elsewhere."""
        return path

    def language_of(self, path: str) -> str:
        """Return the language that a path names, if the site has several."""
        return ""

    def aliases(self, document: Document, value: Value) -> list[str]:
        """Return the addresses in a key such as ``aliases``."""
        found = value if isinstance(value, list) else [value]
        texts = [line(one.get("from") if isinstance(one, dict) else one) for one in found]
        base = document.addresses[0] if document.addresses else "/"
        return [
            text
            if text.startswith("/")
            else posixpath.join(posixpath.dirname(base.rstrip("/")), text)
            for text in (split_address(text).path for text in texts)
            if text
        ]

    def split_authors(self, value: Value) -> list[object]:
        """Return the authors that a single value names."""
        if isinstance(value, dict):
            return [value]
        divider = r";|,\s++and\s|(?<=\s)and\s|&|,(?!\s*+(?:Jr|Sr|MD|PhD|M\.D|Ph\.D))"
        return [name.strip() for name in re.split(divider, line(value))]

    # Shared by all.

    def unfold(self, document: Document, account: Account, name: str) -> None:
        """Put the keys of a table of the front matter beside the others, which come first."""
        inner = document.values.get(name)
        if not isinstance(inner, dict):
            return
        del document.values[name]
        line_ = document.key_lines.get(name, 1)
        account.key(name, "mapped", "its own keys", Place(document.path, line_))
        for key, value in inner.items():
            if key not in document.values:
                document.values[key] = value
                document.key_lines = {**document.key_lines, key: line_}

    @cached_property
    def bibliography_keys(self) -> frozenset[str]:
        """What texts can cite."""
        texts = (self.tree.text_if_any(path) for path in self.bibliographies)
        return frozenset(key for text in texts for key in BIBTEX_KEY.findall(text))

    def role(self, path: str) -> tuple[Role, str]:
        """Return the role of the file at *path*, and a reason if it is left out."""
        suffix = posixpath.splitext(path)[1].casefold()
        if any(part.startswith(".") for part in path.split("/")):
            return "settings", "hidden"
        if suffix in self.TEXT_SUFFIXES and not self.is_static(path):
            return self.text_role(path)
        if suffix in PICTURES and self.is_kept(path):
            return "picture", ""
        if suffix in SETTINGS and self.is_static(path):
            return "file", UNUSED
        return OTHERS.get(suffix, ("file", UNUSED))

    def has_indented_code(self, path: str) -> bool:
        """Tell whether four spaces make code in the text at *path*."""
        return self.INDENTED_CODE and not path.endswith(".mdx")

    def read(self, account: Account) -> Iterator[Document]:
        """Yield the texts of the source, and account for every other file."""
        for path, reason in self.tree.left_out.items():
            account.files[path] = Fate("left out", reason)
        for path in self.tree.files:
            role, reason = self.role(path)
            if role not in {"article", "page", "term"}:
                account.files[path] = Fate(role, reason)
                if reason == UNTRANSLATED and self.is_of_readers(path):
                    account.note(Place(path), "format", f"left out: {reason}")
                continue
            try:
                text = self.tree.text(path)
            except UnreadableError as error:
                account.files[path] = Fate("left out", f"it {error}")
                account.note(Place(path), "file", f"left out: it {error}")
                continue
            matter = read_matter(text, json_too=self.JSON_MATTER)
            if self.NEEDS_MATTER and not matter.is_there:
                account.files[path] = Fate("left out", "it has no front matter")
                continue
            is_html = path.casefold().endswith((".html", ".htm"))
            if is_html and not matter.is_there and is_filled_by_program(matter.body):
                account.files[path] = Fate("layout", "a page that a program fills")
                continue
            for number, message in matter.notes:
                account.note(Place(path, number), "front matter", message)
            inherited = {
                key: value
                for key, value in self.inherited(path).items()
                if key not in matter.values
            }
            document = Document(
                path,
                role,
                values={**matter.values, **inherited},
                body=matter.body,
                body_line=matter.body_line,
                key_lines=matter.lines,
                inherited=frozenset(inherited),
                language=self.language_of(path),
                section=self.section_of(path),
                format="html" if is_html else "markdown",
            )
            self.complete(document, account)
            yield document

    def file_of(self, path: str) -> str:
        """Return the path of the file that holds the document at *path*."""
        return path

    def complete(self, document: Document, account: Account) -> None:
        """Complete or change a document right after reading."""


def first_folder(tree: Tree, *names: str) -> list[str]:
    """Return those of *names* that are folders of the tree."""
    return [name for name in names if tree.has_folder(name)]


def fill(pattern: str, fields: Mapping[str, str | None], mark: str) -> str | None:
    """Return a permalink *pattern* with its fields filled in; ``mark`` finds their names.

    None if it names a field without a value: then nobody knows the address.
    """
    found = {name: fields.get(name, "") for name in re.findall(mark, pattern)}
    if None in found.values():
        return None
    return re.sub(mark, lambda one: fields.get(one[1], one[0]) or "", pattern)


def words(value: Value) -> Sequence[str]:
    """Return the texts of a list, or one text as a list."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := line(item))]
