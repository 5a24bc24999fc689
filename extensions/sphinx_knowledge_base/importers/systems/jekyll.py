"""Jekyll (https://jekyllrb.com)."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import attribute_lists, github, kramdown, liquid
from sphinx_knowledge_base.importers.dates import (
    NAME_DATE,
    calendar_fields,
    date_of_name,
    read_date,
)
from sphinx_knowledge_base.importers.front_matter import read_matter
from sphinx_knowledge_base.importers.key_names import labels, line
from sphinx_knowledge_base.importers.knowledge_base import slugify
from sphinx_knowledge_base.importers.settings_files import read_data, read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.file_roles import REPOSITORY_FILES
from sphinx_knowledge_base.importers.systems.system import System, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
_STYLES: Mapping[str, str] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
#: Template syntax and tags, besides which a page that makes a list has no text.
_NO_TEXT = re.compile(r"\{%[^%]*+%\}|\{\{[^{}]*+\}\}|<[^<>]*+>")
_OWN_FOLDERS = frozenset({"_layouts", "_includes", "_sass", "_data", "_plugins", "_site"})


class Jekyll(System):
    """``_posts``, collections and pages."""

    NAME: ClassVar[str] = "jekyll"
    TITLE: ClassVar[str] = "Jekyll"
    ANCHORS: ClassVar[str] = "kramdown"
    BLANKS_DIVIDE: ClassVar[bool] = True
    NEEDS_MATTER: ClassVar[bool] = True
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"permalink", "slug"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = [f"configuration {name}" for name in _CONFIGS if name in tree]
        found += [
            f"folder {name}/"
            for name in ("_posts", "_layouts", "_includes", "_data", "_drafts")
            if tree.has_folder(name)
        ]
        gemfile = tree.text_if_any("Gemfile")
        if "jekyll" in gemfile or "github-pages" in gemfile:
            found.append("Gemfile names Jekyll")
        is_it = (
            any(one.startswith(("configuration", "Gemfile")) for one in found)
            or "folder _posts/" in found
        )
        return found if is_it else []

    def configure(self) -> None:
        config: dict[str, Value] = {}
        for name in _CONFIGS:
            config |= read_settings(self.tree, name)
        self.config = config
        self.base_url = line(config.get("url")) + line(config.get("baseurl"))
        if "//" not in self.base_url:
            self.base_url = (
                f"//host{line(config.get('baseurl'))}" if line(config.get("baseurl")) else ""
            )
        self.title = line(config.get("title") or config.get("name"))
        self.language = line(config.get("lang") or config.get("locale"))
        collections = config.get("collections")
        folder = line(config.get("collections_dir")).strip("/")
        self.collections: dict[str, dict[str, Value]] = {}
        if isinstance(collections, list):
            collections = {line(name): {} for name in collections}
        for name, facts in collections.items() if isinstance(collections, dict) else ():
            self.collections[name] = facts if isinstance(facts, dict) else {}
        self.folders = {
            posixpath.join(folder, f"_{name}"): name for name in (*self.collections, "posts")
        }
        self.folders |= {posixpath.join(folder, "_drafts"): "posts"}
        self.excluded = [line(one) for one in _list(config.get("exclude"))]
        self.roots = [""]
        self.mounts = [Mount("")]
        markdown = config.get("kramdown")
        self.has_maths = isinstance(markdown, dict) and "math_engine" in markdown

    def _collection(self, path: str) -> str:
        """Return the collection that a path belongs to; posts can be in any ``_posts``."""
        if re.search(r"(?:^|/)_(?:posts|drafts)/", path):
            return "posts"
        return next(
            (name for folder, name in self.folders.items() if path.startswith(f"{folder}/")), ""
        )

    def text_role(self, path: str) -> tuple[Role, str]:
        if self._collection(path) and not self._is_excluded(path):
            return "article", ""
        if reason := self._why_left_out(path):
            return "left out", reason
        if any(part in _OWN_FOLDERS for part in path.split("/")):
            return "layout", "a part of the layout"
        matter = read_matter(self.tree.text_if_any(path))
        if not matter.is_there:
            return "left out", "it has no front matter, so Jekyll only copies it"
        body = _NO_TEXT.sub("", matter.body)
        is_list = not body.strip() or "{% for" in matter.body
        is_template = path.endswith((".html", ".htm")) or posixpath.basename(path) == "index.md"
        if is_list and is_template:
            return "layout", "a template that makes a list"
        return "page", ""

    def _is_excluded(self, path: str) -> bool:
        patterns = [pattern.strip("/") for pattern in self.excluded if pattern.strip("/")]
        return any(fnmatch.fnmatch(path, one) or path.startswith(f"{one}/") for one in patterns)

    def _why_left_out(self, path: str) -> str:
        """Return why a text is not part of the site, or an empty text."""
        *folders, name = path.split("/")
        if self._is_excluded(path):
            return "the configuration excludes it"
        if any(part.startswith("_") and part not in _OWN_FOLDERS for part in folders):
            return "Jekyll publishes nothing of this folder"
        if name.casefold() in REPOSITORY_FILES - {"readme.md"}:
            return "it describes the repository"
        if name.partition(".")[0] in {"404", "search"}:
            return "the knowledge base makes a page of its own"
        return ""

    def is_static(self, path: str) -> bool:
        return False

    def is_kept(self, path: str) -> bool:
        return not any(part.startswith("_") for part in path.split("/")[:-1]) or bool(
            self._collection(path)
        )

    @cached_property
    def _defaults(self) -> list[tuple[dict[str, Value], dict[str, Value]]]:
        found = []
        for one in _list(self.config.get("defaults")):
            scope = one.get("scope") if isinstance(one, dict) else None
            values = one.get("values") if isinstance(one, dict) else None
            if isinstance(values, dict):
                found.append((scope if isinstance(scope, dict) else {}, values))
        return found

    def inherited(self, path: str) -> dict[str, Value]:
        values: dict[str, Value] = {}
        collection = self._collection(path)
        for scope, given in self._defaults:
            folder, type_ = line(scope.get("path")).strip("/"), line(scope.get("type"))
            fits = not folder or path.startswith(f"{folder}/") or fnmatch.fnmatch(path, folder)
            if fits and type_ in {"", collection or "pages"}:
                values |= given
        # Folders above _posts are categories (Jekyll's documentation, "Categories and tags").
        above = re.match(r"(.+?)/_(?:posts|drafts)/", path)
        if above and not line(self.config.get("collections_dir")):
            values.setdefault(
                "categories", [part for part in above[1].split("/") if not part.startswith("_")]
            )
        return values

    def complete(self, document: Document, account: Account) -> None:
        if re.search(r"(?:^|/)_drafts/", document.path):
            document.values.setdefault("draft", True)
            document.inherited |= {"draft"}

    def section_of(self, path: str) -> str:
        collection = self._collection(path)
        return collection if collection not in {"posts", ""} else ""

    def locate(self, document: Document) -> None:
        path, values = document.path, document.values
        collection = self._collection(path)
        stem, _ = posixpath.splitext(path)
        inside = re.sub(r"^(?:.*/)?_(?:posts|drafts)/", "", stem) if collection == "posts" else stem
        document.ids += [inside, f"/{inside}", posixpath.basename(stem), stem]
        if own := line(values.get("permalink")):
            pattern = _STYLES.get(own, own)
        elif collection == "posts":
            style = line(self.config.get("permalink")) or "date"
            pattern = _STYLES.get(style, style)
        elif collection:
            own = line(self.collections.get(collection, {}).get("permalink"))
            pattern = own or f"/:collection/:path{self._suffix()}"
        else:
            pattern = f"/:path{self._suffix()}"
        filled = fill(pattern, self._fields(document, collection), r":([a-z_]+)")
        if filled is None:
            return
        filled = re.sub(r"/index(?:\.html)?$", "/", re.sub("/+", "/", filled))
        document.addresses.append(self.join("/", filled))

    def _suffix(self) -> str:
        """Return how addresses of pages end: as those of posts do (``add_permalink_suffix``)."""
        style = line(self.config.get("permalink")) or "date"
        if style in _STYLES:
            return "/" if style == "pretty" else ":output_ext"
        return next((end for end in ("/", ":output_ext") if style.endswith(end)), "")

    def _fields(self, document: Document, collection: str) -> dict[str, str | None]:
        path, values = document.path, document.values
        stem = posixpath.splitext(path)[0]
        name = posixpath.basename(stem)
        dated = NAME_DATE.match(name)
        title = line(values.get("slug")) or (name[dated.end() :] if dated else name)
        # The name decides, unless the front matter has a date.
        written = values.get("date") or date_of_name(name)
        try:
            date = read_date(written, month_first=self.options.month_first).text
        except ValueError:
            date = date_of_name(name)
        categories = labels(values.get("categories") or values.get("category"), blanks=True)
        folder = next((f for f in self.folders if path.startswith(f"{f}/")), "")
        below = stem[len(folder) :].strip("/") if collection and collection != "posts" else stem

        return {
            **calendar_fields(date), "title": title, "slug": slugify(title),
            "categories": "/".join(one.lower().replace(" ", "%20") for one in categories),
            "slugified_categories": "/".join(map(slugify, categories)),
            "collection": collection, "path": below, "name": title, "basename": name,
            "output_ext": ".html",
        }  # fmt: skip

    def define_terms(self, terms: Terms, account: Account) -> None:
        for name, data in self._data.items():
            if name in {"authors", "people", "members"} and isinstance(data, dict):
                for key, facts in data.items():
                    if isinstance(facts, dict):
                        terms.define_author(key, facts)
            if name in {"categories", "tags"} and isinstance(data, dict | list):
                for one in (
                    data
                    if isinstance(data, list)
                    else [{"slug": k, **v} for k, v in data.items() if isinstance(v, dict)]
                ):
                    if isinstance(one, dict) and (key := line(one.get("slug") or one.get("name"))):
                        terms.define(name, key, one)
        default = self.config.get("author")
        if isinstance(default, dict):
            terms.define_author(line(default.get("name")) or "author", default)

    @cached_property
    def _data(self) -> dict[str, Value]:
        return read_data(self.tree, line(self.config.get("data_dir")) or "_data")

    @cached_property
    def _liquid(self) -> liquid.Data:
        includes = {
            path[len("_includes/") :]: self.tree.text_if_any(path)
            for path in self.tree.below("_includes")
            if path.endswith((".md", ".html", ".txt", ".markdown", ".svg"))
        }
        return liquid.Data({"site": {**self.config, "data": self._data}}, includes)

    def prepare(self, context: Context, text: str) -> str:
        return liquid.highlight(context, text)

    def identifiers(self, text: str) -> tuple[str, list[str]]:
        return attribute_lists.identifiers(text, needs_colon=True)

    def translate(self, context: Context, text: str) -> str:
        if context.document.values.get("render_with_liquid") is not False:
            text = liquid.tags(context, text, self._liquid)
        return github.alerts(context, kramdown.notation(context, text))

    def fix_code(self, context: Context, piece: str) -> str:
        return liquid.without_raw(context, piece)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]
