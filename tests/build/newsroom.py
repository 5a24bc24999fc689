"""A small publication whose editors change their minds: the subject of the incremental builds."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

CATEGORIES = ("RESEARCH", "PRACTICE", "STORIES")
TAGS = ("pain", "relief", "clinic", "evidence")
AUTHORS = ("First Team", "Second Team")
SLUGS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><title>{}</title></svg>'


@dataclass
class Newsroom:
    """What the editors have: articles, a taxonomy, settings, and files beside them."""

    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Path to front matter; the body stands under ``body``."""
    taxonomy: dict[str, Any] | None = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls) -> Newsroom:
        """Return a newsroom with a few articles."""
        room = cls(
            taxonomy={
                "categories": {code: {"order": n} for n, code in enumerate(CATEGORIES)},
                "tags": {"pain": {"synonyms": ["ache"]}},
            },
            settings={"kb_now": "2026-06-01", "kb_page_size": 2},
            others={
                "index.md": "# Home\n\n```{articles}\n:limit: 3\n:layout: cards\n```\n\n"
                "```{kb-terms} tags\n:layout: cloud\n```\n\n"
                "```{toctree}\n:hidden:\n:caption: About\n\nabout\n```\n",
                "about.md": "# About\n\nSee {doc}`articles/alpha` and {kb:tag}`pain`.\n",
                "_static/one.svg": PICTURE.format("one"),
                "_static/two.svg": PICTURE.format("two"),
                "_static/site.css": "body {}\n",
            },
        )
        for number, slug in enumerate(SLUGS[:6]):
            room.articles[f"articles/{slug}.md"] = {
                "title": f"About {slug}",
                "slug": slug,
                "category": CATEGORIES[number % 2],
                "author": AUTHORS[number % 2],
                "publishedAt": f"2026-0{number + 1}-01",
                "tags": [TAGS[number % 4], TAGS[(number + 1) % 4]],
                "body": f"# About {slug}\n\nText of {slug}.\n\n## Heading\n\nMore.\n",
            }
        return room

    def files(self) -> dict[str, str]:
        """Return every source file of the publication."""
        conf = [
            'project = "Newsroom"',
            'copyright = "2026, Newsroom"',
            'extensions = ["myst_parser", "sphinx_design", "sphinx_knowledge_base", '
            '"sphinx_fastbuild"]',
            'html_theme = "furo"',
            'html_baseurl = "https://kb.example.org/"',
            'html_static_path = ["_static"]',
            'html_css_files = ["site.css"]',
            'templates_path = ["_templates"]',
            "myst_heading_anchors = 3",
            'suppress_warnings = ["kb", "myst", "ref", "toc", "image"]',
            *(f"{name} = {value!r}" for name, value in sorted(self.settings.items())),
        ]
        found = {"conf.py": "\n".join(conf) + "\n", "_templates/.keep": "", **self.others}
        if self.taxonomy is not None:
            found["taxonomy.yaml"] = json.dumps(self.taxonomy)
        for path, article in self.articles.items():
            if "broken" in article:
                found[path] = "---\ntitle: [never closed\n---\n# Broken\n"
                continue
            front = "\n".join(
                f"{key}: {json.dumps(value)}" for key, value in article.items() if key != "body"
            )
            found[path] = f"---\n{front}\n---\n\n{article['body']}"
        return found


def edit(room: Newsroom, kind: str, chance: random.Random) -> None:
    """Make one edit of that kind to the newsroom, where *chance* says."""
    EDITS[kind](room, chance)


def _some(room: Newsroom, chance: random.Random) -> dict[str, Any]:
    return room.articles[chance.choice(sorted(room.articles))]


def _body(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["body"] += f"\nA word more: {chance.randrange(1000)}.\n"


def _heading(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    article["body"] = article["body"].replace("## Heading", f"## Heading {chance.randrange(9)}", 1)


def _no_heading(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    article["body"] = article["body"].replace(f"# {article['title']}\n", "", 1)


def _title(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["title"] = f"Title {chance.randrange(100)} & <more>"


def _excerpt(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["excerpt"] = f"Excerpt {chance.randrange(100)}"


def _category(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["category"] = chance.choice([*CATEGORIES, "UNKNOWN_ONE"])


def _tags(room: Newsroom, chance: random.Random) -> None:
    pool = [*TAGS, "ache", "Relief", "new tag"]
    _some(room, chance)["tags"] = chance.sample(pool, chance.randrange(4))


def _author(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["author"] = chance.choice([*AUTHORS, "A Guest"])


def _published(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["publishedAt"] = f"2026-{chance.randrange(1, 13):02}-15"


def _updated(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["updatedAt"] = f"2027-{chance.randrange(1, 13):02}-15"


def _expires(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["expiresAt"] = f"2026-{chance.randrange(1, 13):02}-20"


def _slug(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["slug"] = chance.choice([*SLUGS, f"slug-{chance.randrange(9)}"])


def _aliases(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["aliases"] = [f"/old/{chance.randrange(9)}"]


def _related(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["relatedArticles"] = chance.sample(SLUGS, 2)


def _series(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    article["series"] = chance.choice(["One Run", "Another"])
    article["seriesOrder"] = chance.randrange(5)


def _draft(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    article["draft"] = not article.get("draft", False)


def _featured(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["featuredImage"] = chance.choice(["/one.svg", "/two.svg", "/none.svg"])


def _picture(room: Newsroom, chance: random.Random) -> None:
    room.others[f"_static/{chance.choice(['one', 'two'])}.svg"] = PICTURE.format(
        chance.randrange(100)
    )


def _same_name_picture(room: Newsroom, chance: random.Random) -> None:
    folder = chance.choice(["a", "b"])
    room.others[f"pictures/{folder}/same.svg"] = PICTURE.format(folder)
    _some(room, chance)["body"] += f"\n![{folder}](/pictures/{folder}/same.svg)\n"


def _link(room: Newsroom, chance: random.Random) -> None:
    slug = chance.choice(SLUGS)
    _some(room, chance)["body"] += chance.choice(
        [
            f"\nSee {{kb:article}}`{slug}`.\n",
            f"\nSee {{doc}}`/articles/{slug}`.\n",
            f"\nSee [that](/blog/{slug}) and [there](/articles/{slug}#heading).\n",
            f"\nSee [the file](/articles/{slug}.md).\n",
            f"\nSee [its heading](/articles/{slug}.md#heading).\n",
            f"\nSee {{kb:tag}}`{chance.choice(TAGS)}` and {{any}}`RESEARCH`.\n",
            f"\n```{{literalinclude}} /articles/{slug}.md\n```\n",
            "\n```{articles}\n:tag: pain\n:layout: table\n```\n",
            "\n```{articles}\n:related:\n:layout: compact\n```\n",
        ]
    )


def _label(room: Newsroom, chance: random.Random) -> None:
    name = chance.choice(["one", "two"])
    _some(room, chance)["body"] += f"\n(label-{name})=\n### Labelled {chance.randrange(9)}\n\nX.\n"


def _use_label(room: Newsroom, chance: random.Random) -> None:
    name = chance.choice(["one", "two"])
    _some(room, chance)["body"] += f"\nSee {{ref}}`label-{name}`.\n"


def _add(room: Newsroom, chance: random.Random) -> None:
    number = chance.randrange(100)
    room.articles[f"articles/new/{number}.md"] = {
        "title": f"New {number}",
        "category": chance.choice(CATEGORIES),
        "publishedAt": f"2026-05-{number % 28 + 1:02}",
        "tags": [chance.choice(TAGS)],
        "body": "Without a heading.\n",
    }


def _remove(room: Newsroom, chance: random.Random) -> None:
    if len(room.articles) > 2:
        del room.articles[chance.choice(sorted(room.articles))]


def _move(room: Newsroom, chance: random.Random) -> None:
    path = chance.choice(sorted(room.articles))
    name = path.rpartition("/")[2]
    folder = chance.choice(["", "2025/", "2026/"])
    target = f"articles/{folder}{chance.choice([name, 'renamed-' + name[-8:]])}"
    if target not in room.articles:
        room.articles[target] = room.articles.pop(path)


def _swap(room: Newsroom, chance: random.Random) -> None:
    one, other = chance.sample(sorted(room.articles), 2)
    room.articles[one], room.articles[other] = room.articles[other], room.articles[one]


def _break(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    if article.pop("broken", None) is None:
        article["broken"] = True


def _index_page(room: Newsroom, chance: random.Random) -> None:
    name = chance.choice(["categories/research.md", "tags/pain.md", "articles/index.md"])
    if room.others.pop(name, None) is None:
        placed = "\n```{kb-page}\n```\n" if chance.random() < 0.3 else ""
        room.others[name] = f"# By Hand {chance.randrange(9)}\n\nAn introduction.\n{placed}"


def _page(room: Newsroom, chance: random.Random) -> None:
    room.others["about.md"] = (
        f"# About {chance.randrange(9)}\n\nSee {{doc}}`articles/{chance.choice(SLUGS)}`.\n"
    )


def _taxonomy(room: Newsroom, chance: random.Random) -> None:
    if room.taxonomy is None or chance.random() < 0.1:
        room.taxonomy = Newsroom.opened().taxonomy if room.taxonomy is None else None
        return
    code = chance.choice(CATEGORIES)
    room.taxonomy["categories"][code] = {
        "title": chance.choice(["Research Work", "The Practice", code.title()]),
        "order": chance.randrange(5),
        "description": f"What {chance.randrange(9)} is.",
    }
    room.taxonomy["tags"] = {
        chance.choice(TAGS): {"title": "Tagged", "synonyms": [chance.choice(["ache", "relief"])]}
    }


def _setting(room: Newsroom, chance: random.Random) -> None:
    choices: list[tuple[str, list[Any]]] = [
        ("kb_page_size", [1, 2, 3]),
        ("kb_related_limit", [0, 2, 4]),
        ("kb_disclaimers", [{}, {"default": "No advice."}]),
        ("kb_site_url", ["", "https://www.example.org"]),
        ("html_title", ["Newsroom", "The Newsroom"]),
    ]
    name, values = chance.choice(choices)
    room.settings[name] = chance.choice(values)


def _permalink(room: Newsroom, chance: random.Random) -> None:
    room.settings["kb_permalink"] = chance.choice(["articles/{slug}", "read/{year}/{slug}"])


def _clock(room: Newsroom, chance: random.Random) -> None:
    room.settings["kb_now"] = f"2026-{chance.randrange(1, 13):02}-28"


def _style(room: Newsroom, chance: random.Random) -> None:
    room.others["_static/site.css"] = f"body {{ order: {chance.randrange(100)} }}\n"


def _static(room: Newsroom, chance: random.Random) -> None:
    if room.others.pop("_static/more/file.txt", None) is None:
        room.others["_static/more/file.txt"] = f"{chance.randrange(100)}\n"


def _template(room: Newsroom, chance: random.Random) -> None:
    if room.others.pop("_templates/kb/breadcrumbs.html", None) is None:
        room.others["_templates/kb/breadcrumbs.html"] = f"<p>{chance.randrange(100)}</p>\n"


EDITS = {
    function.__name__.strip("_"): function
    for function in (
        *(_body, _heading, _no_heading, _title, _excerpt, _category, _tags, _author, _published),
        *(_updated, _expires, _slug, _aliases, _related, _series, _draft, _featured, _picture),
        *(_same_name_picture, _link, _label, _use_label, _add, _remove, _move, _swap, _break),
        *(_index_page, _page, _taxonomy, _setting, _permalink, _clock, _style, _static, _template),
    )
}
