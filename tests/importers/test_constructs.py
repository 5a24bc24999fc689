"""Constructs of each system, one by one: what they become, and that code is left alone."""

# ruff: noqa: E501 -- a table of texts: a long line is easier to compare than a wrapped one

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sphinx_knowledge_base.importers import Account, Options, import_source
from tests.helpers.import_sources import PNG

Source = Callable[[Mapping[str, bytes | str]], Path]

#: Where an article lies in each system, and the settings by which that is found.
PLACES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "hugo": ("content/posts/a.md", {"hugo.toml": ""}),
    "jekyll": ("_posts/2021-03-04-a.md", {"_config.yml": "title: x\n"}),
    "docusaurus": ("blog/2021-03-04-a.md", {"docusaurus.config.js": ""}),
    "astro": ("src/content/blog/a.mdx", {"astro.config.mjs": ""}),
    "eleventy": ("posts/a.md", {"eleventy.config.js": "", "_data/site.json": '{"motto": "well"}'}),
    "zola": ("content/blog/a.md", {"config.toml": "base_url = 'https://x.example'\n"}),
    "mkdocs": ("docs/a.md", {"mkdocs.yml": "site_name: x\n"}),
    "pelican": ("content/a.md", {"pelicanconf.py": "SITENAME = 'x'\n"}),
    "mystmd": ("text/a.md", {"myst.yml": "version: 1\nproject: {}\n"}),
    "ablog": ("blog/a.md", {"conf.py": "extensions = ['ablog', 'myst_parser']\n"}),
    "obsidian": ("a.md", {".obsidian/app.json": "{}"}),
    "markdown": ("notes/a.md", {}),
}


class Case(NamedTuple):
    """A construct and what becomes of it."""

    systems: str
    """Their names, divided by blanks."""
    written: str
    becomes: str
    fates: str = "translated"
    """What the account has of it, divided by commas; nothing for plain Markdown."""
    files: Mapping[str, bytes | str] = {}


OTHER = """\
---
title: Other
date: 2021-03-04
---

Other words. ^name

## One

First.

## Two

Last.
"""

CASES: Mapping[str, Case] = {
    "next line": Case(
        "docusaurus",
        "```js\na\n// highlight-next-line\nb\n```",
        "```{code-block} js\n:emphasize-lines: 2\n\na\nb\n```",
    ),
    "lines between": Case(
        "docusaurus",
        "```html\n<!-- highlight-start -->\na\nb\n<!-- highlight-end -->\nc\n```",
        "```{code-block} html\n:emphasize-lines: 1,2\n\na\nb\nc\n```",
    ),
    "highlighted JSX": Case(
        "docusaurus",
        "```jsx\n{/* highlight-next-line */}\na\n```",
        "```{code-block} jsx\n:emphasize-lines: 1\n\na\n```",
    ),
    "lines of the first line": Case(
        "docusaurus",
        "```js {1}\na\n// highlight-next-line\nb\n```",
        "```{code-block} js\n:emphasize-lines: 1\n\na\n// highlight-next-line\nb\n```",
    ),
    "cards": Case(
        "astro",
        '<CardGrid>\n\t<Card title="One" icon="star">\n\t\tText\n\n\t\t```sh\n\t\tls\n\t\t```\n\t</Card>\n'
        '\t<LinkCard title="Two" href="https://a.example" description="Words" />\n</CardGrid>',
        "````{card} One\n\nText\n\n```sh\nls\n```\n````\n```{card} [Two](https://a.example)\n\nWords\n```",
    ),
    "small components": Case(
        "astro",
        'A <Badge text="new" variant="tip" /> and <LinkButton href="https://a.example">go</LinkButton> <Icon name="x" />.',
        "A **new** and [go](https://a.example) .",
    ),
    "an unknown component with indented content": Case(
        "astro docusaurus",
        "<Own>\n\t<Part />\n\n\t- text\n</Own>",
        "`<Own>`\n\n```text\n<Part />\n```\n\n- text\n\n`</Own>`",
        "text",
    ),
    "a block that is no code": Case(
        "docusaurus",
        "```mdx-code-block\n<Link to='https://a.example'>b</Link>\n```",
        "[b](https://a.example)",
    ),
    "the head of a page": Case(
        "docusaurus",
        "<head>\n  <title>Other</title>\n</head>\n\nText.",
        "Text.",
        "by hand",
    ),
    "a title with code": Case(
        "mkdocs pelican",
        '=== "`a.yml`"\n\n    ~~~ yaml\n    a: 1\n    ~~~\n\n=== "Two"\n\n    Text.',
        "`````{tab-set}\n~~~~{tab-item} `a.yml`\n\n\n~~~ yaml\na: 1\n~~~\n~~~~",
    ),
    "code in a tab in a box": Case(
        "mkdocs",
        '??? note "Box"\n\n    === "One"\n\n        ``` yaml\n        a:\n          b: 1\n        ```\n\n\n'
        '    === "Two"\n\n        ``` yaml\n        a:\n          b: 2\n        ```\n',
        "````{tab-item} Two\n\n\n``` yaml\na:\n  b: 2\n```\n````",
    ),
    "options in options": Case(
        "docusaurus",
        "<Own\n  a={{\n    b: { c: { d: { e: 1 } } },\n  }}\n/>\n\nText.",
        "```text\n<Own\n  a={{\n    b: { c: { d: { e: 1 } } },\n  }}\n/>\n```",
        "text",
    ),
    "labels in one place": Case(
        "docusaurus astro",
        "<Tabs values={[\n  {label: 'Big', value: 'b'},\n]}>\n<TabItem value=\"b\">\n\ntext\n\n</TabItem>\n</Tabs>",
        "````{tab-set}\n```{tab-item} Big\n\ntext\n```\n````",
    ),
    "an alert in a tab": Case(
        "docusaurus",
        '<Tabs>\n<TabItem value="b">\n\n:::note\n\nin\n\n:::\n\n</TabItem>\n</Tabs>',
        "`````{tab-set}\n````{tab-item} b\n\n```{note}\n\n\nin\n```\n````\n`````",
    ),
    "a part": Case(
        "docusaurus",
        "import Part from './_part.mdx';\n\n<Part />",
        "Part *words*.",
        files={"blog/_part.mdx": "---\nx: 1\n---\n\nPart *words*.\n"},
    ),
    "a block of code": Case(
        "docusaurus astro",
        '<CodeBlock language="js">{`a < b`}</CodeBlock>',
        "```js\na < b\n```",
    ),
    "an expression": Case("docusaurus astro", "It is {1 + 1}.", "It is {1 + 1}.", "text"),
    "a value of the front matter": Case("docusaurus", "It is {frontMatter.title}.", "It is A."),
    "a tab group": Case(
        "markdown",
        "# [One](#tab/one)\n\n> [!NOTE]\n> in\n\n# [Two](#tab/two/linux)\n\ntext\n\n---\n\nAfter.",
        "`````{tab-set}\n````{tab-item} One\n:sync: one\n\n```{note}\n\n\nin\n```\n````\n\n"
        "```{tab-item} Two (linux)\n:sync: two\n\ntext\n```\n`````\n\nAfter.",
    ),
    "a zone": Case(
        "markdown",
        '::: zone pivot="python,java"\n\nText.\n\n::: zone-end',
        "*python, java*\n\n\nText.",
        "by hand, translated",
    ),
    "columns": Case(
        "markdown",
        ":::row:::\n   :::column:::\n      One.\n   :::column-end:::\n:::row-end:::",
        "\nOne.\n",
    ),
    "a reference": Case("markdown", "See <xref:System.String>.", "See `System.String`.", "text"),
    "a note in a note": Case(
        "obsidian",
        "![[other]]",
        "```{admonition} [other](/articles/other)\n:class: note\n\nOther words.",
        files={"other.md": OTHER},
    ),
    "a section in a note": Case(
        "obsidian",
        "![[other#One]]",
        "```{admonition} [other > One](/articles/other)\n:class: note\n\n## One\n\nFirst.\n```",
        files={"other.md": OTHER},
    ),
    "a block in a note": Case(
        "obsidian",
        "![[other#^name]]",
        "```{admonition} [other > name](/articles/other)\n:class: note\n\nOther words.\n```",
        files={"other.md": OTHER},
    ),
    "a draft in a note": Case(
        "obsidian",
        "![[other]]",
        "[other](/articles/other)",
        "by hand",
        files={"other.md": OTHER.replace("title:", "draft: true\ntitle:")},
    ),
    "a picture and its size": Case(
        "obsidian",
        "![[one.png|Seen|300x20]]",
        "![Seen](/one.png){width=300px height=20px}",
        files={"one.png": PNG},
    ),
    "a file": Case(
        "obsidian", "![[a b.pdf]]", "[a b.pdf](/_static/a%20b.pdf)", files={"a b.pdf": "x"}
    ),
    "a comment over lines": Case("obsidian", "a\n\n%%no\nno%%\n\nb", "a\n\n\n\nb"),
    "a footnote in a line": Case(
        "obsidian", "a^[b] c", "a[^inline-note-1] c\n\n[^inline-note-1]: b"
    ),
    "a folded callout": Case(
        "obsidian", "> [!bug]- Title\n> text", "```{dropdown} Title\n:color: danger\n\ntext\n```"
    ),
    "a folded callout that is open": Case(
        "obsidian", "> [!tip]+\n> text", "```{dropdown} Tip\n:open:\n:color: success\n\ntext\n```"
    ),
    "a callout without a text": Case("obsidian", "> [!tip] *Title*", "```{tip}\n\n\n*Title*\n```"),
    "a callout behind a wide blank": Case(
        "obsidian",
        "> [!tip]\u00a0Title\n> text",
        "```{admonition} Title\n:class: tip\n\ntext\n```",
    ),
    "an address with the signs of comments": Case(
        "obsidian",
        "[a](https://a.example/%%20) words [b](https://b.example/%%20) %%no%%",
        "[a](https://a.example/%%20) words [b](https://b.example/%%20) ",
    ),
    "a note by the end of its path": Case(
        "obsidian",
        "[a](two/other.md#One) [b](Other%20one) [c](two/pic.png) ![d](pic.png#wide) ![e](other.md)",
        "[a](/articles/other#one) [b](/articles/other-one) [c](/_static/one/two/pic.png) "
        "![d](/one/two/pic.png) [e](/articles/other)",
        "by hand",
        files={"one/two/other.md": OTHER, "one/Other one.md": "Text.", "one/two/pic.png": PNG},
    ),
    "code in the name of a heading": Case(
        "obsidian",
        "[[other#`ls`|a]] [b](other.md#`ls`)",
        "[a](/articles/other#ls) [b](/articles/other#ls)",
        files={"other.md": "# Other\n\n## `ls`\n\nText.\n"},
    ),
    "brackets with a backslash": Case(
        "obsidian docusaurus", "The \\[double brackets\\].", "The \\[double brackets\\].", ""
    ),
    "a box with a title": Case(
        "mystmd",
        ":::{note} Title\n:class: wide\nText.\n:::",
        ":::{admonition} Title\n:class: note wide\nText.\n:::",
    ),
    "a theorem": Case(
        "mystmd",
        ":::{prf:theorem} Name\n:label: thm\nText.\n:::",
        ":::{admonition} Theorem: Name\n:name: thm\nText.\n:::",
    ),
    "a cell": Case(
        "mystmd",
        ":::{code-cell} python\n:tags: [x]\n:label: c\nprint(1)\n:::",
        "```{code-block} python\n:name: c\nprint(1)\n```",
    ),
    "a figure": Case(
        "mystmd ablog",
        "```{figure} one.png\nCaption\n```",
        "/one.png\nCaption\n```",
        files={"text/one.png": PNG, "blog/one.png": PNG},
    ),
    "a frame": Case(
        "mystmd",
        ":::{iframe} https://example.org\nShown\n:::",
        "[Shown](https://example.org)",
    ),
    "navigation": Case("mystmd ablog", "a\n\n```{toctree}\nx\n```\n\nb", "a\n\n\nb"),
    "an inclusion": Case(
        "mystmd ablog",
        "```{include} part.txt\n```",
        "Included *words*.",
        files={"text/part.txt": "Included *words*.\n", "blog/part.txt": "Included *words*.\n"},
    ),
    "an included program": Case(
        "mystmd ablog",
        "```{literalinclude} x.py\n:language: python\n```",
        "```python\nprint(1)\n```",
        files={"text/x.py": "print(1)\n", "blog/x.py": "print(1)\n"},
    ),
    "a card in a grid": Case(
        "mystmd",
        "::::{grid} 2\n:::{card} Title\n:link: other.md\nText\n:::\n::::",
        ":::{grid-item-card} Title\n:link: /articles/other\n:link-type: doc\nText\n:::",
        files={"text/other.md": OTHER},
    ),
    "a glossary": Case(
        "mystmd",
        ":::{glossary}\nOne\n: First *thing*.\n\nTwo\n: Second.\n:::",
        ":::{glossary}\n\nOne\n  First *thing*.\n\nTwo\n  Second.\n:::",
    ),
    "a proof": Case(
        "mystmd", ":::{proof:lemma} Name\nText.\n:::", ":::{admonition} Lemma: Name\nText.\n:::"
    ),
    "a card that leads nowhere": Case(
        "mystmd", ":::{card} Title\n:label: one\nText\n:::", ":::{card} Title\n:name: one\nText\n:::"
    ),
    "a citation": Case(
        "mystmd",
        "As [@key] says.",
        "As {cite}`key` says.",
        files={"text/r.bib": "@book{key,\n title = {T}}\n"},
    ),
    "an address by its number": Case(
        "mystmd", "[](doi:10.1/x)", "[https://doi.org/10.1/x](https://doi.org/10.1/x)"
    ),
    "a document": Case(
        "ablog",
        "{doc}`other`",
        "{doc}`/articles/other`",
        files={"blog/other.md": OTHER},
    ),
    "an unknown directive": Case("mystmd ablog", ":::{what}\nx\n:::", ":::{what}\nx\n:::", "by hand"),
    "an abbreviation": Case(
        "jekyll mkdocs pelican",
        "The HTML.\n\n*[HTML]: Hyper",
        'The <abbr title="Hyper">HTML</abbr>.',
    ),
    "Markdown in HTML": Case(
        "jekyll mkdocs",
        '<div class="x" markdown="1">\n**a**\n</div>',
        '<div class="x">\n\n**a**\n\n</div>',
    ),
    "a formula in a line": Case("jekyll", "a $$x^2$$ b", "a $x^2$ b"),
    "code in an item": Case(
        "jekyll", "- a\n  {% highlight sh %}\n  b\n  {% endhighlight %}", "- a\n  ```sh\n  b\n  ```"
    ),
    "highlighted code in an item": Case(
        "hugo", "- a\n  {{< highlight sh >}}\n  b\n  {{< /highlight >}}", "- a\n  ```sh\n  b\n  ```"
    ),
    "settings in three languages": Case(
        "hugo",
        "{{< code-toggle file=hugo >}}\n[[menus.main]]\nname = 'x'\n{{< /code-toggle >}}",
        "```toml\n[[menus.main]]\nname = 'x'\n```",
    ),
    "an address without a scheme": Case(
        "hugo markdown",
        "[a](//a.example/b) ![b](//a.example/c.png)",
        "[a](https://a.example/b) ![b](https://a.example/c.png)",
        "",
    ),
    "attributes that nobody sees": Case(
        "hugo jekyll",
        '<a href="https://a.example" target="_blank" rel=nofollow data-x=\'1\' title="b">c</a>',
        '<a href="https://a.example" title="b">c</a>',
    ),
    "words in a value that are names of attributes": Case(
        "hugo jekyll",
        '<a href="https://a.example" title="The target of data-driven rel care" rel="x">c</a>',
        '<a href="https://a.example" title="The target of data-driven rel care">c</a>',
    ),
    "double brackets": Case(
        "hugo jekyll",
        "A [[menus.main]] and [[other]] and [[1]](https://a.example).",
        "A \\[[menus.main]] and [[other]] and [[1]](https://a.example).",
        "",
        files={"content/posts/other.md": OTHER, "_posts/2021-03-04-other.md": OTHER},
    ),
    "numbers of lines": Case(
        "hugo",
        '{{< highlight go "linenos=table,hl_lines=1 3-4,linenostart=7" >}}\na\nb\nc\nd\n{{< /highlight >}}',
        "```{code-block} go\n:emphasize-lines: 1,3-4\n:linenos:\n:lineno-start: 7\n\na\nb\nc\nd\n```",
    ),
    "an alert in a shortcode": Case(
        "hugo",
        "{{< tabs >}}\n{{< tab \"One\" >}}\n> [!NOTE]\n> in\n{{< /tab >}}\n{{< /tabs >}}",
        "`````{tab-set}\n````{tab-item} One\n\n```{note}\n\n\nin\n```\n````\n`````",
    ),
    "a shortcode in an item": Case(
        "hugo",
        "- a\n  {{< own >}}\n  b\n  {{< /own >}}",
        "- a\n  `{{< own >}}`\n  b\n  `{{< /own >}}`",
        "text",
    ),
    "a figure in a table": Case(
        "hugo",
        '| a |\n|---|\n| {{< figure src="/one.png" alt="x | y" >}} |',
        "| ![x \\| y](/one.png) |",
        files={"static/one.png": PNG},
    ),
    "a figure with everything": Case(
        "hugo",
        '{{< figure src="/one.png" caption="C" attr="By" attrlink="https://b.example" '
        'link="https://c.example" width="30" >}}',
        "```{figure} /one.png\n:target: https://c.example\n:width: 30\n\nC [By](https://b.example)\n```",
        files={"static/one.png": PNG},
    ),
    "a diagram": Case("hugo", "{{< mermaid >}}\nx\n{{< /mermaid >}}", "```text\nx\n```", "translated, text"),
    "keys": Case("mkdocs pelican", "++ctrl+a++", "<kbd>Ctrl</kbd>+<kbd>A</kbd>"),
    "critic marks": Case(
        "mkdocs pelican",
        "{++a++} {--b--} {==c==}",
        "<ins>a</ins> <del>b</del> <mark>c</mark>",
    ),
    "a snippet": Case(
        "mkdocs", 'a\n\n--8<-- "part.txt"', "Snip *words*.", files={"docs/part.txt": "Snip *words*.\n"}
    ),
    "a snippet in code": Case(
        "mkdocs",
        '```python\n--8<-- "x.py"\n```',
        "```python\nprint(1)\n```",
        files={"docs/x.py": "print(1)\n"},
    ),
    "code in a box": Case(
        "mkdocs pelican",
        '!!! note\n\n    ``` python linenums="1" hl_lines="2"\n    ==a==\n    :material-x: [x](gone.md)\n    ```',
        "````{note}\n\n\n```{code-block} python\n:emphasize-lines: 2\n:linenos:\n\n"
        "==a==\n:material-x: [x](gone.md)\n```\n````",
    ),
    "a macro": Case("mkdocs", "It is {{ x }}.", "It is \\{\\{ x }}.", "text"),
    "a picture's size": Case(
        "mkdocs", "![x](one.png){ width=\"30\" }", "![x](/one.png){width=30px}",
        files={"docs/one.png": PNG},
    ),
    "a rule in an item": Case("mkdocs hugo", "- a\n\n  ---\n\n  b", "- a\n\n\n\n  b"),
    "a comment of a template": Case("eleventy", "a {# no #} b", "a  b"),
    "data of an article": Case("eleventy", "{{ title }} {{ site.motto | upper }}", "A WELL"),
    "lines of Eleventy": Case(
        "eleventy", "```js/2\na\nb\n```", "```{code-block} js\n:emphasize-lines: 2\n\na\nb\n```"
    ),
}  # fmt: skip


def imported(
    system: str, body: str, files: Mapping[str, bytes | str], source: Source, target: Path
) -> tuple[Account, str]:
    """The account of an import, and the body of the article that it made."""
    path, settings = PLACES[system]
    block = "---\ntitle: A\ndate: 2021-03-04\n---\n\n"
    if system == "zola":
        block = '+++\ntitle = "A"\ndate = 2021-03-04\n+++\n\n'
    folder = source({**settings, **files, path: f"{block}Before.\n\n{body}\n"})
    account = import_source(folder, target, Options(system=system))
    text = (target / account.files[path].target).read_text()
    return account, text.partition("Before.\n\n")[2]


@pytest.mark.parametrize(
    ("system", "name"),
    [(one, name) for name, case in CASES.items() for one in case.systems.split()],
)
def test_what_a_construct_becomes(system: str, name: str, source: Source, tmp_path: Path) -> None:
    """It means the same, or is text, or an editor is asked; and no word is lost."""
    case = CASES[name]
    account, body = imported(system, case.written, case.files, source, tmp_path / "target")
    assert case.becomes in body
    found = {fate for (_, fate), places in account.constructs.items() if places}
    assert {fate for fate in case.fates.split(", ") if fate} <= found
    assert account.lost_words == {}


#: What systems do in code too: they run templates, mark lines and put in files.
_IN_CODE = ("{{<", "{{", "{%", "```", "8<-")


@pytest.mark.parametrize(
    ("system", "name"),
    [
        (one, name)
        for name, case in CASES.items()
        for one in case.systems.split()
        if not any(sign in case.written for sign in _IN_CODE)
    ],
)
def test_nothing_in_code_is_touched(system: str, name: str, source: Source, tmp_path: Path) -> None:
    """A construct that is shown, in a block and in an item of a list, stays as it is."""
    case = CASES[name]
    shown = f"~~~~text\n{case.written}\n~~~~\n\n- item\n\n  ~~~~text\n  "
    shown += case.written.replace("\n", "\n  ") + "\n  ~~~~"
    account, body = imported(system, shown, case.files, source, tmp_path / "target")
    assert shown in body
    path = PLACES[system][0]
    assert not [
        name
        for (name, _), places in account.constructs.items()
        if any(place.path == path for place in places)
    ]
