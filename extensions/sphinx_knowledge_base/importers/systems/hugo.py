"""Hugo (https://gohugo.io)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import github, hugo
from sphinx_knowledge_base.importers.dates import date_of_name, read_date
from sphinx_knowledge_base.importers.front_matter import read_matter
from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.knowledge_base import slugify
from sphinx_knowledge_base.importers.model import Fate
from sphinx_knowledge_base.importers.settings_files import read_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONFIGS = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
_TAXONOMIES: Mapping[str, str] = {
    "categories": "categories",
    "tags": "tags",
    "authors": "authors",
    "series": "series",
}


class Hugo(System):
    """``content/`` with sections and bundles."""

    NAME: ClassVar[str] = "hugo"
    TITLE: ClassVar[str] = "Hugo"
    JSON_MATTER: ClassVar[bool] = True
    DATED_NAMES: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"url", "slug"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = [f"configuration {name}" for name in _CONFIGS if name in tree]
        is_zola = any(
            name == "config.toml" for name in _CONFIGS if name in tree
        ) and "[extra]" in tree.text_if_any("config.toml")
        folders = ("content", "layouts", "archetypes", "themes", "i18n", "assets")
        found += [f"folder {folder}/" for folder in folders if tree.has_folder(folder)]
        has_config = any(name.startswith("configuration") for name in found)
        return (
            found
            if has_config and not (is_zola and len(found) < 4) and not tree.has_folder("sass")
            else []
        )

    def configure(self) -> None:
        config: dict[str, Value] = {}
        for name in _CONFIGS:
            if name in self.tree:
                config |= _fold(read_settings(self.tree, name))
        for part in ("permalinks", "languages", "taxonomies", "params", "markup"):
            for suffix in ("toml", "yaml", "yml", "json"):
                if f"config/_default/{part}.{suffix}" in self.tree:
                    config[part] = read_settings(self.tree, f"config/_default/{part}.{suffix}")
        languages = config.get("languages")
        languages = dict(languages) if isinstance(languages, dict) else {}
        for path in self.tree.below("config/_default"):
            if found := re.fullmatch(r"languages\.([\w-]+)\.\w+", posixpath.basename(path)):
                languages[found[1]] = read_settings(self.tree, path)
        self.base_url = line(config.get("baseurl"))
        self.title = line(config.get("title"))
        self.language = line(config.get("defaultcontentlanguage")) or "en"
        self.in_subfolder = config.get("defaultcontentlanguageinsubdir") is True
        self.is_ugly = config.get("uglyurls") is True
        self.keeps_case = config.get("disablepathtolower") is True
        content = line(config.get("contentdir")) or "content"
        self.languages: dict[str, str] = {}
        for code, facts in languages.items():
            folded = _fold(facts)
            self.languages[code.casefold()] = line(folded.get("contentdir")).strip("/")
            if code == self.language and not self.title:
                self.title = line(folded.get("title"))
        own = [folder for folder in self.languages.values() if folder]
        is_shared = not own or len(own) < len(self.languages)
        self.roots = [*([content] if is_shared else []), *own]
        static = config.get("staticdir") or ["static"]
        folders = [line(one) for one in (static if isinstance(static, list) else [static])]
        self.mounts = [Mount(folder) for folder in (*folders, "assets")]
        links = config.get("permalinks")
        links = links.get("page", links) if isinstance(links, dict) else {}
        self.permalinks = (
            {key: line(one) for key, one in links.items()} if isinstance(links, dict) else {}
        )
        taxonomies = config.get("taxonomies")
        plural = taxonomies.values() if isinstance(taxonomies, dict) else ()
        self.taxonomies = {**_TAXONOMIES, **{line(one): line(one) for one in plural if line(one)}}
        params = config.get("params")
        folded = (
            {fold_key(key): one for key, one in params.items()} if isinstance(params, dict) else {}
        )
        self.has_maths = folded.get("math") is True or folded.get("katex") is True
        self.cascades: dict[str, dict[str, Value]] = {}

    def text_role(self, path: str) -> tuple[Role, str]:
        if self.root_of(path) is None:
            return "layout", "it is outside of content/"
        name = posixpath.basename(path)
        if re.fullmatch(r"_index(?:\.[\w-]+)?\.\w+", name):
            first, _, rest = posixpath.dirname(self.below_root(path)).partition("/")
            if first in self.taxonomies and rest:
                return "term", ""
            return (
                ("page", "")
                if self._has_text(path)
                else ("settings", "it describes a list, which the knowledge base makes by itself")
            )
        folder = posixpath.dirname(path)
        # In a leaf bundle, other texts are resources of the page.
        for ending in ("md", "markdown", "html"):
            own = f"{folder}/index.{ending}"
            if own in self.tree and path != own and not re.match(r"index\.[\w-]+\.", name):
                return "left out", f"it is a resource of {own}"
        is_single = "/" not in posixpath.dirname(self.below_root(path)) and not posixpath.dirname(
            self.below_root(path)
        )
        return ("page", "") if is_single and not self._is_dated(path) else ("article", "")

    def _has_text(self, path: str) -> bool:
        return bool(read_matter(self.tree.text_if_any(path), json_too=True).body.strip())

    def _is_dated(self, path: str) -> bool:
        values = read_matter(self.tree.text_if_any(path), json_too=True).values
        return any(fold_key(key) in {"date", "publishdate"} for key in values)

    def language_of(self, path: str) -> str:
        if not self.languages:
            found = re.search(r"\.([a-z]{2}(?:-[a-zA-Z]{2,4})?)\.\w+$", path)
            return found[1] if found and found[1] == self.language else ""
        root = self.root_of(path) or ""
        for code, folder in self.languages.items():
            if folder and folder == root:
                return code
        found = re.search(r"\.([\w-]+)\.\w+$", posixpath.basename(path))
        if found and found[1].casefold() in self.languages:
            return found[1].casefold()
        first = self.below_root(path).partition("/")[0].casefold()
        return first if first in self.languages and "/" in self.below_root(path) else self.language

    def stem(self, path: str) -> str:
        stem = super().stem(path)
        language = self.language_of(path)
        if language:
            stem = stem.removesuffix(f".{language}")
            if posixpath.basename(stem) in {"index", "_index"}:
                stem = posixpath.dirname(stem)
            if stem.partition("/")[0].casefold() == language and language in self.languages:
                stem = stem.partition("/")[2]
        return stem

    def inherited(self, path: str) -> dict[str, Value]:
        """Return the values that sections set for their pages (``cascade``)."""
        folder = posixpath.dirname(path)
        if folder not in self.cascades:
            above = self.inherited(folder) if folder else {}
            own: dict[str, Value] = {}
            for name in (f"{folder}/_index.md", f"{folder}/_index.html"):
                found = read_matter(self.tree.text_if_any(name), json_too=True).values.get(
                    "cascade"
                )
                if isinstance(found, dict):
                    own = {
                        key: one for key, one in found.items() if key not in {"_target", "target"}
                    }
            self.cascades[folder] = {**above, **own}
        return self.cascades[folder]

    def complete(self, document: Document, account: Account) -> None:
        for name in ("params", "Params"):
            self.unfold(document, account, name)

    def locate(self, document: Document) -> None:
        values = {fold_key(key): value for key, value in document.values.items()}
        stem = self.stem(document.path)
        language = document.language
        is_other = language and (language != self.language or self.in_subfolder)
        lead = language if is_other and language in self.languages else ""
        name = posixpath.basename(stem)
        document.ids += [stem, name]
        if url := line(values.get("url")):
            document.addresses.append(
                self.join(
                    lead if not url.startswith("/") else "",
                    url + ("" if url.endswith("/") or "." in posixpath.basename(url) else "/"),
                )
            )
            return
        section = stem.partition("/")[0] if "/" in stem else ""
        slug = line(values.get("slug"))
        pattern = (
            self.permalinks.get(section, "") or self.permalinks.get("/", "")
            if document.role == "article"
            else ""
        )
        if pattern:
            path = fill(
                pattern, self._fields(document, stem, section, slug or name, name), r":(\w+)"
            )
            if path is None:
                return
        else:
            path = posixpath.join(posixpath.dirname(stem), _urlize(slug) if slug else _urlize(name))
            path = f"{path}.html" if self.is_ugly else f"{path}/"
        if not self.keeps_case:
            path = path.lower()
        document.addresses.append(self.join(lead, re.sub(r"\s+", "-", path)))

    def _fields(
        self, document: Document, stem: str, section: str, slug: str, name: str
    ) -> dict[str, str | None]:
        values = {fold_key(key): value for key, value in document.values.items()}
        written = values.get("date") or values.get("publishdate") or date_of_name(document.path)
        try:
            date = read_date(written, month_first=self.options.month_first).text
        except ValueError:
            date = ""
        title = _urlize(line(values.get("title")) or name)
        folder = posixpath.dirname(stem)
        return {
            "year": date[:4] or None, "month": date[5:7] or None, "day": date[8:10] or None,
            "section": section, "sections": folder, "title": title,
            "slug": _urlize(line(values.get("slug")) or title),
            "slugorfilename": _urlize(slug), "filename": name, "contentbasename": name,
            "slugorcontentbasename": _urlize(slug),
        }  # fmt: skip

    def define_terms(self, terms: Terms, account: Account) -> None:
        for path in list(self.tree.files):
            below = self.below_root(path) if self.root_of(path) else ""
            found = re.fullmatch(r"(\w+)/([^/]+)/_index(?:\.[\w-]+)?\.(?:md|html)", below)
            if found and found[1] in _TAXONOMIES:
                if self.language_of(path) not in {"", self.options.language or self.language}:
                    continue
                matter = read_matter(self.tree.text_if_any(path), json_too=True)
                known = dict(matter.values)
                if matter.body.strip() and "description" not in known:
                    known["description"] = " ".join(matter.body.split())[:300]
                if found[1] == "authors":
                    known.setdefault("name", known.get("title"))
                    terms.define_author(found[2], known)
                else:
                    terms.define(found[1], found[2], known)
        for name in (
            "data/authors.yaml",
            "data/authors.yml",
            "data/authors.toml",
            "data/authors.json",
        ):
            if name in self.tree:
                for key, facts in read_settings(self.tree, name).items():
                    if isinstance(facts, dict):
                        terms.define_author(key, facts)
                account.files[name] = Fate("term", target="taxonomy.yaml")

    def prepare(self, context: Context, text: str) -> str:
        return hugo.highlight(context, text)

    def translate(self, context: Context, text: str) -> str:
        return github.alerts(context, hugo.shortcodes(context, text, {}))

    def fix_code(self, context: Context, piece: str) -> str:
        return hugo.unescape(piece)


def _fold(table: Value) -> dict[str, Value]:
    return (
        {key.casefold(): value for key, value in table.items()} if isinstance(table, dict) else {}
    )


def _urlize(text: str) -> str:
    """Return a text as Hugo writes it in addresses."""
    text = re.sub(r"[\s]+", "-", text.strip())
    return re.sub(r"[^\w./\\~#+%-]", "", text) or slugify(text)
