"""ABlog (https://ablog.readthedocs.io), with MyST."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatch
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.bodies import myst_directives, mystmd_and_ablog
from sphinx_knowledge_base.importers.bodies.ranges import stretches
from sphinx_knowledge_base.importers.front_matter import read_matter
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.script_config import python_settings
from sphinx_knowledge_base.importers.source_site import Mount
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Document, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

#: A directive ``post`` up to its excerpt, and its end.
_POST = (
    re.compile(
        r"^(?P<same>`{3,}+|:{3,}+)\{post\}[ \t]*+(?P<date>[^\n]*+)\n"
        r"(?P<options>(?::[\w-]++:[^\n]*+\n)*+)",
        re.MULTILINE,
    ),
    re.compile(r"^(?P<same>`{3,}+|:{3,}+)[ \t]*+$\n?", re.MULTILINE),
)
_OPTION = re.compile(r"^:([\w-]+):[ \t]*(.*)$", re.MULTILINE)


class ABlog(System):
    """A Sphinx project whose posts have dates."""

    NAME: ClassVar[str] = "ablog"
    TITLE: ClassVar[str] = "ABlog"
    IS_MYST: ClassVar[bool] = True
    DATED_NAMES: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset()
    TEXT_SUFFIXES: ClassVar[frozenset[str]] = frozenset({".md"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        text = tree.text_if_any("conf.py")
        found = ["conf.py names ablog"] if re.search(r"[\"']ablog[\"']", text) else []
        found += [
            f"{name} in conf.py"
            for name in ("blog_title", "blog_path", "blog_baseurl", "blog_authors")
            if found and name in text
        ]
        return found

    def configure(self) -> None:
        settings = python_settings(self.tree.text_if_any("conf.py"))
        self.settings = settings
        self.base_url = line(settings.get("blog_baseurl") or settings.get("html_baseurl"))
        self.base_url = self.base_url if "//" in self.base_url else ""
        self.title = line(settings.get("blog_title") or settings.get("project"))
        self.language = line(settings.get("language"))
        self.posts = [line(one) for one in _list(settings.get("blog_post_pattern"))]
        self.roots = [""]
        self.mounts = [Mount("_static", "/_static"), Mount("")]
        self.has_maths = "dollarmath" in str(settings.get("myst_enable_extensions"))
        extensions = settings.get("myst_enable_extensions")
        named = (line(one) for one in _list(settings.get("bibtex_bibfiles")))
        self.bibliographies = [path for path in named if path in self.tree]
        self.extensions = {line(one) for one in _list(extensions)} & _KNOWN

    def text_role(self, path: str) -> tuple[Role, str]:
        role, reason = super().text_role(path)
        if role != "article":
            return role, reason
        if any(part.startswith("_") for part in path.split("/")[:-1]):
            return "layout", "Sphinx leaves it out"

        matter = read_matter(self.tree.text_if_any(path))
        is_post = bool({"blogpost", "date"} & matter.values.keys()) or any(
            stretches(matter.body, *_POST)
        )
        return (
            ("article", "")
            if is_post or any(fnmatch(path, one) for one in self.posts)
            else ("page", "")
        )

    def is_static(self, path: str) -> bool:
        return path.startswith("_static/")

    def complete(self, document: Document, account: Account) -> None:
        """Read the options of the directive ``post``; its ``excerpt`` is a number of paragraphs."""
        if isinstance(document.values.get("excerpt"), int):
            document.values["excerpt"] = None
        post = next(stretches(document.body, *_POST), None)
        if post is None:
            return
        found = post.opening
        if found["date"].strip():
            document.values["date"] = found["date"].strip()
        for key, value in _OPTION.findall(found["options"]):
            if key not in {"image", "exclude", "nocomments", "excerpt"}:
                document.values.setdefault(key, value.strip())
        if post.inner.strip():
            document.values.setdefault("excerpt", " ".join(post.inner.split()))
        document.body = document.body[: post.start] + document.body[post.end :]

    def define_terms(self, terms: Terms, account: Account) -> None:
        authors = self.settings.get("blog_authors")
        for key, known in authors.items() if isinstance(authors, dict) else ():
            if isinstance(known, list) and known:
                facts: dict[str, Value] = {
                    "name": known[0],
                    "url": known[1] if len(known) > 1 else None,
                }
                terms.define_author(key, facts)

    def locate(self, document: Document) -> None:
        stem = posixpath.splitext(document.path)[0]
        document.addresses.append(self.join("/", f"{stem}.html"))
        document.ids += [stem, f"/{stem}", posixpath.basename(stem)]

    def prepare(self, context: Context, text: str) -> str:
        return myst_directives.rewrite(context, text, myst_directives.SPHINX)

    def identifiers(self, text: str) -> tuple[str, list[str]]:
        return text, mystmd_and_ablog.labels(text)

    def translate(self, context: Context, text: str) -> str:
        context.extensions |= self.extensions
        text = mystmd_and_ablog.roles(context, text, self.bibliography_keys)
        return mystmd_and_ablog.without_lists(context, mystmd_and_ablog.translate(context, text))


_KNOWN = frozenset(
    {
        *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
        *("fieldlist", "html_admonition", "html_image", "replacements", "smartquotes"),
        *("strikethrough", "substitution", "tasklist"),
    }
)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]
