"""Edit a newsroom as its editors would: one function for each kind of edit, at random."""

from __future__ import annotations

import random
from typing import Any

from sphinx_knowledge_base.build.settings import OUTPUTS
from tests.helpers.images import PICTURE, photo
from tests.helpers.newsroom import AUTHORS, CATEGORIES, SLUGS, TAGS, Newsroom


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
    article["body"] = article["body"].replace(f"# {article.get('title')}\n", "", 1)


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


def _conflict(room: Newsroom, chance: random.Random) -> None:
    """Two articles claim one address, or cease to."""
    one, other = (room.articles[path] for path in chance.sample(sorted(room.articles), 2))
    slug = one.get("slug", "alpha")
    other["slug"] = slug if other.get("slug") != slug else f"own-{chance.randrange(99)}"


def _aliases(room: Newsroom, chance: random.Random) -> None:
    alias = chance.choice(["/old/1", "/old/2", f"/articles/{chance.choice(SLUGS)}"])
    _some(room, chance)["aliases"] = [alias]


def _related(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["relatedArticles"] = chance.sample(SLUGS, 2)


def _series(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    article["series"] = chance.choice(["One Run", "Another"])
    article["seriesOrder"] = chance.randrange(5)


def _draft(room: Newsroom, chance: random.Random) -> None:
    article = _some(room, chance)
    article["draft"] = not article.get("draft", False)


def _forget(room: Newsroom, chance: random.Random) -> None:
    """A line of the front matter is deleted, be it needed or not."""
    article = _some(room, chance)
    if keys := sorted(set(article) - {"body", "broken"}):
        del article[chance.choice(keys)]


def _featured(room: Newsroom, chance: random.Random) -> None:
    key = chance.choice(["featuredImage", "featuredImage", "ogImage"])
    pictures = ["/one.svg", "/two.svg", "/none.svg", "/photo.png", "/photo.png"]
    _some(room, chance)[key] = chance.choice(pictures)


def _photo(room: Newsroom, chance: random.Random) -> None:
    color, width = chance.choice(["red", "blue"]), chance.choice([300, 900])
    room.others["_static/photo.png"] = photo(color, width)


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


def _use_file(room: Newsroom, chance: random.Random) -> None:
    _some(room, chance)["body"] += chance.choice(
        [
            "\n```{include} /snippets/part.txt\n```\n",
            "\n```{literalinclude} /snippets/part.txt\n```\n",
            "\nSee {download}`the table </files/table.csv>`.\n",
            "\n```{csv-table}\n:file: /files/table.csv\n```\n",
            "\nA {term}`ketone`.\n",
            "\n{index}`word <single: Word>`\n",
            "\n```{figure} /_static/one.svg\n:name: figure\n\nA figure.\n```\n",
            "\nSee {numref}`figure`.\n",
        ]
    )


def _file(room: Newsroom, chance: random.Random) -> None:
    name = chance.choice(["snippets/part.txt", "files/table.csv", "extra/own.txt"])
    if chance.random() < 0.3:
        room.others.pop(name, None)
    else:
        room.others[name] = f"{chance.randrange(100)},2\n"


def _cite(room: Newsroom, chance: random.Random) -> None:
    keys = chance.sample(["one", "two", "missing"], chance.randrange(1, 4))
    _some(room, chance)["body"] += f"\nSee {{cite}}`{', '.join(keys)}`.\n"


def _bibliography(room: Newsroom, chance: random.Random) -> None:
    if chance.random() < 0.2:
        room.others.pop("references.bib", None)
        return
    entries = [f"@misc{{{key}, title = {{Work {chance.randrange(9)}}}}}" for key in ("one", "two")]
    room.others["references.bib"] = "\n".join(entries)


def _glossary(room: Newsroom, chance: random.Random) -> None:
    term = chance.choice(["ketone", "Ketone", "ketose"])
    definition = chance.randrange(9)
    room.others["glossary.md"] = (
        f"# Glossary\n\n```{{glossary}}\n{term}\n  Thing {definition}.\n```\n"
    )


def _guide(room: Newsroom, chance: random.Random) -> None:
    order = chance.choice(["one\ntwo", "two\none", "one"])
    option = chance.choice([":maxdepth: 2", ":maxdepth: 1", ":numbered:", ":hidden:"])
    room.others["guide/index.md"] = f"# Guide\n\n```{{toctree}}\n{option}\n\n{order}\n```\n"
    title = chance.choice(["Guide One", "Guide *One*", "Guide `One`"])
    heading = chance.choice(["First", "Last"])
    again = chance.choice(["", f"## {heading}\n\n"])
    room.others["guide/one.md"] = f"# {title}\n\n{again}## {heading}\n\nText.\n"


def _folder(room: Newsroom, chance: random.Random) -> None:
    """A page becomes a folder, and a folder a page."""
    one, other = "guide/more.md", "guide/more.md/inner.md"
    for here, there in ((one, other), (other, one)):
        if here in room.others:
            room.others[there] = room.others.pop(here)
            return
    room.others[one] = "# About\n"


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
    names = [name, name.swapcase().replace("MD", "md"), f"renamed-{name[-8:]}"]
    target = f"articles/{folder}{chance.choice(names)}"
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
        ("kb_search", ["pagefind", "sphinx", "sphinx", "none"]),
        ("kb_outputs", [[*OUTPUTS], [*OUTPUTS], ["feeds"], ["data"], ["texts", "cards"], []]),
        ("kb_feed_limit", [1, 20]),
        ("kb_feed_content", ["full", "excerpt"]),
        ("kb_default_author", ["", "Somebody"]),
        ("kb_description", ["", "What it is about."]),
        ("kb_medical", [False, True]),
        ("kb_timezone", ["UTC", "Asia/Tokyo"]),
        ("kb_image_roots", [["_static", "."], [".", "pictures"]]),
        ("kb_link_patterns", [["/blog/{slug}"], ["/articles/{slug}", "/blog/{slug}"]]),
        ("kb_books", [{"book": {}}, {"book": {"title": "All"}}, {"one": {"category": "RESEARCH"}}]),
        ("kb_article_pdf", [False, True]),
        ("kb_book_url", ["", "/books"]),
        ("kb_taxonomy", ["taxonomy.yaml", ""]),
        ("project", ["Newsroom", "The Paper"]),
        ("language", ["en", "en", "de"]),
        ("numfig", [False, True]),
        ("exclude_patterns", [[], ["guide/two.md"]]),
        ("html_title", ["Newsroom", "The Newsroom"]),
        ("html_theme", ["furo", "furo", "alabaster"]),
        ("html_baseurl", ["https://kb.example.org/", "https://example.org/kb/", ""]),
        ("html_context", [{}, {"more": 1}]),
        ("html_js_files", [[], ["site.js"]]),
        ("html_copy_source", [True, False]),
        ("html_use_index", [True, False]),
    ]
    name, values = chance.choice(choices)
    room.settings[name] = chance.choice(values)


def _permalink(room: Newsroom, chance: random.Random) -> None:
    room.settings["kb_permalink"] = chance.choice(["articles/{slug}", "read/{year}/{slug}"])


def _clock(room: Newsroom, chance: random.Random) -> None:
    room.settings["kb_now"] = f"2026-{chance.randrange(1, 13):02}-28"


def _preview(room: Newsroom, chance: random.Random) -> None:
    room.is_preview = not room.is_preview


def _style(room: Newsroom, chance: random.Random) -> None:
    name = chance.choice(["site.css", "site.js"])
    room.others[f"_static/{name}"] = f"/* {chance.randrange(100)} */\n"


def _static(room: Newsroom, chance: random.Random) -> None:
    """A file comes, goes, becomes a folder, or takes the place of one."""
    names = ("_static/more", "_static/more/file.txt")
    for name in names:
        room.others.pop(name, None)
    if (chosen := chance.choice([*names, None])) is not None:
        room.others[chosen] = f"{chance.randrange(100)}\n"


def _template(room: Newsroom, chance: random.Random) -> None:
    name = chance.choice(["kb/breadcrumbs.html", "sidebar/brand.html", "more.txt"])
    if room.others.pop(f"_templates/{name}", None) is None:
        including = ["", '{% include "more.txt" ignore missing %}']
        text = "" if name == "more.txt" else chance.choice(including)
        room.others[f"_templates/{name}"] = f"<p>{chance.randrange(100)}</p>{text}\n"


EDITS = {
    function.__name__.strip("_"): function
    for function in (
        # Articles.
        *(_body, _heading, _no_heading, _title, _excerpt, _category, _tags, _author, _published),
        *(
            _updated,
            _expires,
            _slug,
            _conflict,
            _aliases,
            _related,
            _series,
            _draft,
            _forget,
            _featured,
        ),
        *(_add, _remove, _move, _swap, _break),
        # What they show and refer to.
        *(_picture, _photo, _same_name_picture, _link, _label, _use_label, _use_file, _file),
        *(_cite, _bibliography, _glossary, _guide, _page, _index_page),
        # The site.
        *(_taxonomy, _setting, _permalink, _clock, _preview, _style, _static, _template, _folder),
    )
}
