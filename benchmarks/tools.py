"""The tools that are compared, each with the same articles and the same features if it has them.

Features: a page for each article, category and tag, a list of all articles, feeds, search.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from corpus import Entry

HERE = Path(__file__).parent
ENVIRONMENTS = HERE / "_env"
EXTENSIONS = HERE.parent / "extensions"


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to publish the corpus."""

    name: str
    features: str
    """What of the features it has, as the table says it."""
    requirements: tuple[str, ...]
    """Packages of its environment; none for the project's own environment."""
    command: tuple[str, ...]
    """The first word is a program of that environment; ``{cores}`` is how many cores it has."""
    article: Callable[[Entry], str]
    """Front matter and body as this tool reads them."""
    files: Callable[[list[Entry]], Mapping[str, str]]
    """All other files of the site, by their path."""
    made: tuple[str, ...]
    """What a build makes, the last of it being the site."""
    articles: str = "articles"
    """Folder of the articles."""
    environment: Mapping[str, str] = field(default_factory=dict)
    keeps_state: bool = False
    """Whether an earlier build makes the next one faster."""
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Commands that are measured in place of a build, by the steps of a round."""

    @property
    def program(self) -> str:
        """Path of the program to run."""
        if not self.requirements:
            return str(Path(sys.executable).parent / self.command[0])
        return str(ENVIRONMENTS / self.name / "bin" / self.command[0])

    def write(self, folder: Path, entries: Iterable[Entry]) -> None:
        """Write a site of *entries* into *folder*."""
        entries = list(entries)
        (folder / self.articles).mkdir(parents=True)
        for entry in entries:
            self.write_article(folder, entry)
        for name, text in self.files(entries).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def write_article(self, folder: Path, entry: Entry) -> None:
        """Write one article."""
        path = folder / self.articles / f"{entry.slug}.md"
        path.write_text(self.article(entry), encoding="utf-8")

    def clean(self, folder: Path) -> None:
        """Remove everything that a build made."""
        for name in self.made:
            shutil.rmtree(folder / name, ignore_errors=True)


def _front_matter(**values: object) -> str:
    """Return YAML: JSON but for dates, which some tools take only unquoted."""
    lines = [
        f"{key}: {value if isinstance(value, date) else json.dumps(value)}"
        for key, value in values.items()
    ]
    return "\n".join(["---", *lines, "---", "", ""])


def _ours(entry: Entry) -> str:
    return (
        _front_matter(
            title=entry.title,
            slug=entry.slug,
            excerpt=entry.excerpt,
            category=entry.category,
            author=entry.author,
            audience=entry.audience,
            publishedAt=entry.published.isoformat(),
            tags=entry.tags,
        )
        + f"# {entry.title}\n\n"
        + entry.with_links(lambda slug: f"/articles/{slug}")
    )


def _ours_files(extra: str) -> Callable[[list[Entry]], Mapping[str, str]]:
    conf = f"""\
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
project = "Benchmark"
extensions = ["myst_parser", "sphinx_design", "sphinx_sitemap", "sphinx_knowledge_base",
              "sphinx_fastbuild"]
html_theme = "furo"
html_baseurl = "https://example.org/"
sitemap_url_scheme = "{{link}}"
exclude_patterns = ["_build"]
{extra}
"""
    index = "# Benchmark\n\n```{articles}\n:limit: 6\n```\n"
    return lambda _: {"conf.py": conf, "index.md": index}


def _stock(entry: Entry) -> str:
    return f"# {entry.title}\n\n" + entry.with_links(lambda slug: f"{slug}.md")


def _stock_files(entries: list[Entry]) -> Mapping[str, str]:
    conf = """\
project = "Benchmark"
extensions = ["myst_parser"]
html_theme = "furo"
exclude_patterns = ["_build"]
"""
    return {
        "conf.py": conf,
        "index.md": "# Benchmark\n\n```{toctree}\n:glob:\narticles/*\n```\n",
    }


def _ablog(entry: Entry) -> str:
    front_matter = _front_matter(
        blogpost=True,
        date=f"{entry.published:%b %d, %Y}",
        author=entry.author,
        category=entry.category,
        tags=", ".join(entry.tags),
    )
    return front_matter + _stock(entry)


def _ablog_files(entries: list[Entry]) -> Mapping[str, str]:
    conf = """\
project = "Benchmark"
extensions = ["myst_parser", "ablog"]
html_theme = "furo"
exclude_patterns = ["_build"]
blog_path = "blog"
blog_baseurl = "https://example.org/"
blog_feed_fulltext = True
"""
    return {"conf.py": conf, "index.md": "# Benchmark\n\n```{postlist} 6\n```\n"}


def _material(entry: Entry) -> str:
    return (
        _front_matter(
            title=entry.title,
            slug=entry.slug,
            date=entry.published.date(),
            categories=[entry.category],
            tags=entry.tags,
        )
        + f"# {entry.title}\n\n"
        + entry.with_links(lambda slug: f"{slug}.md")
    )


def _material_files(entries: list[Entry]) -> Mapping[str, str]:
    settings = """\
site_name: Benchmark
site_url: https://example.org/
theme: {name: material}
markdown_extensions: [tables, fenced_code, admonition, pymdownx.highlight, pymdownx.superfences]
plugins:
  - search
  - tags
  - blog:
      blog_dir: .
      post_dir: posts
      pagination_per_page: 20
      post_url_format: "articles/{slug}"
"""
    return {"mkdocs.yml": settings, "docs/index.md": "# Benchmark\n", "docs/tags.md": "# Tags\n"}


def _zensical(entry: Entry) -> str:
    return (
        _front_matter(title=entry.title, tags=entry.tags)
        + f"# {entry.title}\n\n"
        + entry.with_links(lambda slug: f"{slug}.md")
    )


def _zensical_files(entries: list[Entry]) -> Mapping[str, str]:
    settings = '[project]\nsite_name = "Benchmark"\nsite_url = "https://example.org/"\n'
    return {"zensical.toml": settings, "docs/index.md": "# Benchmark\n"}


def _pelican(entry: Entry) -> str:
    lines = {
        "Title": entry.title,
        "Date": f"{entry.published:%Y-%m-%d %H:%M}",
        "Category": entry.category,
        "Tags": ", ".join(entry.tags),
        "Author": entry.author,
        "Slug": entry.slug,
        "Summary": entry.excerpt,
    }
    head = "\n".join(f"{key}: {value}" for key, value in lines.items())
    return f"{head}\n\n" + entry.with_links(lambda slug: f"{{filename}}{slug}.md")


def _pelican_files(entries: list[Entry]) -> Mapping[str, str]:
    settings = """\
SITENAME = "Benchmark"
SITEURL = "https://example.org"
PATH = "content"
OUTPUT_PATH = "output"
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 20
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/category-{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
AUTHOR_FEED_ATOM = "feeds/author-{slug}.atom.xml"
ARTICLE_URL = ARTICLE_SAVE_AS = "articles/{slug}.html"
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "author": None}
MARKDOWN = {"extension_configs": {"markdown.extensions.extra": {},
            "markdown.extensions.codehilite": {"css_class": "highlight"},
            "markdown.extensions.toc": {}}, "output_format": "html5"}
"""
    return {"pelicanconf.py": settings}


def _hugo(entry: Entry) -> str:
    return _front_matter(
        title=entry.title,
        slug=entry.slug,
        date=entry.published.isoformat(),
        description=entry.excerpt,
        categories=[entry.category],
        tags=entry.tags,
        authors=[entry.author],
    ) + entry.with_links(lambda slug: f'{{{{< relref "{slug}.md" >}}}}')


def _hugo_files(entries: list[Entry]) -> Mapping[str, str]:
    base = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}"></head><body><nav><ul>
{{ range .Site.Taxonomies.categories.Alphabetical }}<li>
<a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a></li>{{ end }}</ul></nav>
<main>{{ block "main" . }}{{ end }}</main></body></html>
"""
    listing = """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Paginate .Pages 20 }}<ul>
{{ range $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>
<p>{{ .Description }}</p></li>{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}
"""
    single = """\
{{ define "main" }}<article><h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>
{{ .Content }}</article><ul>{{ range .GetTerms "tags" }}<li>
<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
<ul>{{ range first 4 (.Site.RegularPages.Related .) }}<li>
<a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
<aside>{{ .TableOfContents }}</aside>{{ end }}
"""
    settings = """\
baseURL = "https://example.org/"
title = "Benchmark"
[taxonomies]
category = "categories"
tag = "tags"
author = "authors"
[services.rss]
limit = 20
"""
    folder = "layouts/_default"
    listings = {f"{folder}/{name}.html": listing for name in ("list", "taxonomy", "term")}
    return {
        "hugo.toml": settings,
        f"{folder}/baseof.html": base,
        f"{folder}/single.html": single,
        "layouts/index.html": listing,
        **listings,
    }


#: Loading Sphinx and the environment of the last build.
_FLOOR = (
    "python",
    "-c",
    "import pickle, sphinx.cmd.build; "
    "pickle.load(open('_build/doctrees/environment.pickle', 'rb'))",
)

#: Finding what is wrong without a build.  The second time, what was read is known.
_CHECK = ("python", "-m", "sphinx_knowledge_base", "check", "--quiet")

_SPHINX = ("python", "-m", "sphinx", "-M", "html", ".", "_build", "-j", "{cores}", "-q")

_OURS = Tool(
    "ours",
    "all",
    (),
    _SPHINX,
    _ours,
    _ours_files(""),
    ("_build/doctrees", "_build/html"),
    environment={"PYTHONPATH": str(EXTENSIONS)},
    keeps_state=True,
    instead={"floor": _FLOOR, "check": _CHECK, "recheck": _CHECK},
)

_FEEDS = 'kb_outputs = ["feeds"]'

TOOLS = {
    tool.name: tool
    for tool in (
        _OURS,
        # With the features that the others have, and nothing beside the pages but feeds.
        replace(_OURS, name="ours-same-features", files=_ours_files(_FEEDS)),
        replace(
            _OURS,
            name="ours-without-search",
            features="all but search",
            files=_ours_files(f'{_FEEDS}\nkb_search = "none"'),
        ),
        Tool(
            "stock-sphinx",
            "articles, search",
            ("sphinx==9.0.4", "myst-parser==5.2.0", "furo==2025.12.19"),
            _SPHINX,
            _stock,
            _stock_files,
            ("_build/doctrees", "_build/html"),
            keeps_state=True,
        ),
        Tool(
            "ablog",
            "all but full lists",
            ("ablog", "sphinx<9", "myst-parser", "furo"),
            _SPHINX,
            _ablog,
            _ablog_files,
            ("_build/doctrees", "_build/html"),
            keeps_state=True,
        ),
        Tool(
            "mkdocs-material",
            "all but feeds",
            ("mkdocs-material",),
            ("mkdocs", "build", "--quiet"),
            _material,
            _material_files,
            ("site",),
            articles="docs/posts",
        ),
        Tool(
            "zensical",
            "articles, search",
            ("zensical",),
            ("zensical", "build"),
            _zensical,
            _zensical_files,
            (".cache", "site"),
            articles="docs/articles",
            keeps_state=True,
        ),
        Tool(
            "pelican",
            "all but search",
            ("pelican[markdown]",),
            ("pelican", "--quiet"),
            _pelican,
            _pelican_files,
            ("__pycache__", "output"),
            articles="content",
        ),
        Tool(
            "hugo",
            "all but search",
            ("hugo",),
            ("hugo", "--quiet"),
            _hugo,
            _hugo_files,
            ("resources", "public"),
            articles="content/articles",
        ),
    )
}
