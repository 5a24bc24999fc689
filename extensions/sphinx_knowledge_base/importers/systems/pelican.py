"""Pelican (https://getpelican.com)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.anchors import ascii_slug
from sphinx_knowledge_base.importers.bodies import attribute_lists
from sphinx_knowledge_base.importers.bodies import python_markdown as dialect
from sphinx_knowledge_base.importers.dates import date_of_name, read_date
from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.knowledge_base import slugify
from sphinx_knowledge_base.importers.script_config import python_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree

#: Python-Markdown's metadata: lines at the top, continued where they are indented.
META_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>.*)")


class Pelican(System):
    """``content/`` with metadata in the first lines."""

    NAME: ClassVar[str] = "pelican"
    TITLE: ClassVar[str] = "Pelican"
    ANCHORS: ClassVar[str] = "python-markdown"
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug", "url", "saveas"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = [
            f"configuration {name}" for name in ("pelicanconf.py", "publishconf.py") if name in tree
        ]
        found += [
            f"folder {name}/"
            for name in ("content", "output", "theme")
            if found and tree.has_folder(name)
        ]
        return found

    def configure(self) -> None:
        settings = python_settings(self.tree.text_if_any("pelicanconf.py"))
        published = python_settings(self.tree.text_if_any("publishconf.py"))
        self.settings = settings
        self.base_url = line(published.get("SITEURL") or settings.get("SITEURL"))
        self.base_url = self.base_url if "//" in self.base_url else ""
        self.title = line(settings.get("SITENAME"))
        self.language = line(settings.get("DEFAULT_LANG"))
        folder = posixpath.normpath(line(settings.get("PATH")) or "content")
        self.content = folder if self.tree.has_folder(folder) else ""
        self.roots = [self.content]
        self.pages = [line(one) for one in _list(settings.get("PAGE_PATHS"), ["pages"])]
        self.mounts = [Mount(self.content)]
        self.use_folder = settings.get("USE_FOLDER_AS_CATEGORY") is not False
        self.category = line(settings.get("DEFAULT_CATEGORY")) or ""

    def text_role(self, path: str) -> tuple[Role, str]:
        role, reason = super().text_role(path)
        if role == "article" and any(
            path.startswith(f"{posixpath.join(self.content, one)}/") for one in self.pages
        ):
            return "page", ""
        return role, reason

    def is_static(self, path: str) -> bool:
        return False

    def complete(self, document: Document, account: Account) -> None:
        """Read the first lines, which are the front matter here, or ``<meta>`` in HTML."""
        if document.values.keys() - document.inherited:
            return
        if document.format == "html":
            for name, value in re.findall(
                r"<meta\s+name=\"([^\"]+)\"\s+content(?:s)?=\"([^\"]*)\"", document.body
            ):
                document.values[name] = value
            if title := re.search(r"<title>([^<]*+)</title>", document.body):
                document.values.setdefault("title", title[1].strip())
            opening = re.search(r"<body[^<>]*+>", document.body)
            end = document.body.rfind("</body>")
            if opening and opening.end() <= end:
                document.body = document.body[opening.end() : end]
            return
        lines = document.body.split("\n")
        values, places, count = meta_lines(lines)
        document.values |= values
        document.key_lines = {key: document.body_line + place for key, place in places.items()}
        document.body = "\n".join(lines[count:])
        document.body_line += count

    def section_of(self, path: str) -> str:
        if not self.use_folder:
            return ""
        below = posixpath.dirname(self.below_root(path))
        return below.rpartition("/")[2] if below and "pages" not in below.split("/") else ""

    def locate(self, document: Document) -> None:
        values = {fold_key(key): value for key, value in document.values.items()}
        stem = self.stem(document.path)
        source = (
            line(values.get("title"))
            if self.settings.get("SLUGIFY_SOURCE", "title") == "title"
            else posixpath.basename(stem)
        )
        slug = (
            line(values.get("slug"))
            or ascii_slug(source)
            or slugify(source)
            or posixpath.basename(stem)
        )
        kind = "PAGE" if document.role == "page" else "ARTICLE"
        pattern = (
            line(values.get("url") or values.get("saveas"))
            or line(self.settings.get(f"{kind}_URL"))
            or ("pages/{slug}.html" if kind == "PAGE" else "{slug}.html")
        )
        if (filled := self._filled(pattern, document, slug)) is not None:
            document.addresses.append(self.join("/", filled))
        document.ids += [self.below_root(document.path), stem, slug]

    def _filled(self, pattern: str, document: Document, slug: str) -> str | None:
        """Return the address, or None if it holds a date and *document* has none."""
        values = {fold_key(key): value for key, value in document.values.items()}
        try:
            date = read_date(values.get("date") or date_of_name(document.path)).text
        except ValueError:
            if "{date" in pattern:
                return None
            date = ""

        def field(found: re.Match[str]) -> str:
            if found[1] == "date":
                codes = {
                    "%Y": date[:4],
                    "%m": date[5:7],
                    "%d": date[8:10],
                    "%y": date[2:4],
                    "%-m": date[5:7].lstrip("0"),
                    "%-d": date[8:10].lstrip("0"),
                    "%B": "",
                    "%b": _MONTHS[int(date[5:7]) - 1],
                }
                return re.sub(r"%-?\w", lambda code: codes.get(code[0], ""), found[2] or "%Y-%m-%d")
            known = {
                "slug": slug,
                "lang": self.language,
                "category": slugify(line(values.get("category")) or document.section or "misc"),
                "author": slugify(line(values.get("author"))),
                "filename": posixpath.basename(self.stem(document.path)),
                "path": self.stem(document.path),
            }
            return known.get(found[1], found[0])

        return re.sub(r"\{(\w+)(?::([^{}]*))?\}", field, pattern)

    def identifiers(self, text: str) -> tuple[str, list[str]]:
        return attribute_lists.identifiers(text, needs_colon=False)

    def translate(self, context: Context, text: str) -> str:
        return dialect.translate(context, text)

    def fix_code(self, context: Context, piece: str) -> str:
        return dialect.code_with_snippets(context, piece)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def meta_lines(lines: list[str]) -> tuple[dict[str, Value], dict[str, int], int]:
    """Return the metadata of the first *lines*, the place of each key, and the count of lines."""
    values: dict[str, Value] = {}
    places: dict[str, int] = {}
    key = ""
    for number, text in enumerate(lines):
        found = META_LINE.fullmatch(text)
        if found and not re.match(r"https?://", text):
            key = found["key"]
            values[key] = found["value"].strip()
            places[key] = number
        elif key and text.strip() and text.startswith((" ", "\t")):
            values[key] = f"{values[key]} {text.strip()}".strip()
        elif not text.strip() and (key or not number):
            if key:
                return values, places, number + 1
        else:
            return ({}, {}, 0) if not key else (values, places, number)
    return values, places, len(lines) if key else 0


def _list(value: Value, default: list[Value]) -> list[Value]:
    return value if isinstance(value, list) else default
