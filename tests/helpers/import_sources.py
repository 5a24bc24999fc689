"""Sources in the shape of each system, written by the tests: the same awkward articles in all.

A shape says how a system writes an article down: where the file is, how front matter looks, and
at which address its readers find it.  What is special to one system has files of its own.
"""

# ruff: noqa: E501 -- a table of sources: a long line is easier to compare than a wrapped one

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489000000"
    "0d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Article:
    """One article, apart from any system."""

    name: str
    """Of its file, without ending."""
    keys: Mapping[str, object] = field(default_factory=dict)
    body: str = "A paragraph of text.\n"
    yaml: str | None = None
    """The block as it was typed, where that is the point; only for systems with YAML."""
    folder: str = ""
    bom: bool = False
    crlf: bool = False


def dated(title: str | None, **keys: object) -> dict[str, object]:
    """The keys that most articles have."""
    named = {} if title is None else {"title": title}
    return {**named, "date": "2021-03-04", **keys}


#: What is awkward everywhere.
AWKWARD = (
    Article("plain", dated("A Plain One", tags=["alpha", "beta"], description="In short.")),
    Article("bom", dated("With a Mark"), "The file begins with a byte-order mark.\n", bom=True),
    Article(
        "crlf", dated("Windows"), "First line\nsecond line.\n\nAnother paragraph.\n", crlf=True
    ),
    Article("untitled", dated(None), "# Named by Its Heading\n\nThe text has its own title.\n"),
    Article("nameless-one", dated(None), "No heading and no title at all.\n"),
    Article("empty", dated("Nothing Follows"), ""),
    Article(
        "raw-html",
        dated("Raw HTML"),
        '<div class="box">\n<p>Words <b>in</b> tags.</p>\n</div>\n\nAfterwards.\n',
    ),
    Article("rtl", dated("مقال عربي", tags=["صحة"]), "هذا نص من اليمين إلى اليسار.\n"),
    Article("größe-und-maß", dated("Größe & Maß"), "Umlauts äöü in the name of the file.\n"),
    Article("inner", dated("Inside"), "In a folder that looks like a file.\n", folder="odd.md"),
    Article("no-category", dated("No Category", categories=[]), "Nobody put it on a shelf.\n"),
    Article("null-category", dated("Null", categories=None, tags=None), "Keys without values.\n"),
    Article(
        "strange-keys",
        dated("Strange Keys", **{"my key": "one", "a.b": "two", "Ünï": 3}),
        "Keys with blanks and dots.\n",
    ),
    Article(
        "zoned",
        {"title": "Zoned", "date": "2021-03-04T22:10:05.123+08:00"},
        "A zone and a fraction.\n",
    ),
    Article(
        "jumps",
        dated("Levels"),
        "Text.\n\n#### Far Down\n\nMore.\n\n## Up Again\n\n##### Down\n\nEnd.\n",
    ),
    Article("money", dated("Money"), "It costs $5,000 to $9,000 here and $20 there.\n"),
    Article(
        "myst-signs",
        dated("Signs"),
        "% no comment\n\n+++\n\nA {word}`role` and {{ nothing }} here.\n\n(target"
        ")=\n\n:field: list\n",
    ),
    Article(
        "odd-code",
        dated("Code"),
        "```{r, echo=FALSE}\nplot(1)\n```\n\n```nosuchlanguage\nx = 1\n```\n\n```"
        'json\n{"a": 1, // no JSON\n```\n\n    indented code\n',
    ),
    Article(
        "pictures",
        dated("Pictures"),
        "![Known](/images/one.png)\n\n![Elsewhere](https://example.org/a.png)\n",
    ),
    Article("draft-one", dated("A Draft", draft=True), "Not for anybody yet.\n"),
)

#: What is awkward about YAML alone.
YAML = (
    Article("yaml-tab", yaml="title: Tabs\ndate: 2021-03-04\ntags:\n\t- one\n\t- two", body="Tabs indent.\n"),
    Article("yaml-colon", yaml="title: Two: Parts\ndate: 2021-03-04", body="A colon in a title.\n"),
    Article("yaml-twice", yaml="title: First\ntitle: Second\ndate: 2021-03-04", body="A key stands twice.\n"),
    Article("yaml-bang", yaml="title: ! 'Quoted Oddly'\ndate: 2021-03-04", body="An exclamation mark.\n"),
    Article("yaml-at", yaml="title: @home\ndate: 2021-03-04\ndescription: 'it's fine'", body="Signs of YAML.\n"),
    Article("yaml-version", yaml="title: 1.10\ndate: 2021-03-04\nversion: 1.10", body="A number that is none.\n"),
)  # fmt: skip


def as_yaml(keys: Mapping[str, object]) -> str:
    """Front matter in YAML, each value as JSON, but for dates, which nobody quotes."""
    lines = []
    for key, value in keys.items():
        name = key if key.isidentifier() else json.dumps(key, ensure_ascii=False)
        shown = value if key in {"date", "pubDate"} else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {shown}")
    return "\n".join(lines)


def as_toml(keys: Mapping[str, object]) -> str:
    """Front matter in TOML, which has no null."""
    lines = []
    for key, value in keys.items():
        if value is None:
            continue
        name = key if key.isidentifier() and key.isascii() else json.dumps(key, ensure_ascii=False)
        shown = value if key == "date" else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name} = {shown}")
    return "\n".join(lines)


def _delimited(article: Article, block: str, mark: str = "---") -> bytes:
    text = f"{mark}\n{block}\n{mark}\n\n{article.body}"
    if article.crlf:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if article.bom else b"") + text.encode()


def yaml_file(article: Article) -> bytes:
    """The file of an article with YAML."""
    return _delimited(article, article.yaml if article.yaml is not None else as_yaml(article.keys))


def toml_file(article: Article) -> bytes:
    """The file of an article with TOML, as Zola has it: taxonomies in a table of their own."""
    own = {key: value for key, value in article.keys.items() if key not in {"tags", "categories"}}
    taxonomies = {
        key: value for key, value in article.keys.items() if key in {"tags", "categories"}
    }
    block = as_toml(own)
    if any(value is not None for value in taxonomies.values()):
        block += "\n[taxonomies]\n" + as_toml(taxonomies)
    return _delimited(article, block, "+++")


def lines_file(article: Article) -> bytes:
    """The file of an article with metadata in its first lines, as Pelican has it."""
    lines = []
    for key, value in article.keys.items():
        shown = (
            ", ".join(map(str, value))
            if isinstance(value, list)
            else ""
            if value is None
            else value
        )
        if key == "draft":
            lines.append("Status: draft")
        elif key.isascii() and key.isidentifier():
            lines.append(f"{key.capitalize()}: {shown}")
    text = "\n".join([*lines, "", article.body])
    if article.crlf:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if article.bom else b"") + text.encode()


@dataclass(frozen=True)
class Shape:
    """How one system writes articles down."""

    folder: str
    """Where articles are."""
    address: str
    """Where readers find an article: ``{folder}``, ``{name}``."""
    settings: Mapping[str, str]
    write: Callable[[Article], bytes] = yaml_file
    static: str = "static"
    """Where the file of the address ``/images/one.png`` is."""
    ending: str = ".md"
    file: str = "{name}"
    has_yaml: bool = True
    is_ascii: bool = False
    """Whether addresses have no other letters."""
    template: str = ""
    """Syntax of the system that has no meaning in code."""
    link: str = "[plain]({name}.md)"
    """A link to the plain article, as the system writes it."""
    skip: frozenset[str] = frozenset()
    """Articles that the system could not have."""
    constructs: str = ""
    """A body with what the system has besides Markdown, in a list and a table too."""
    words: tuple[str, ...] = ()
    """Words of the constructs that must be on the page."""

    def articles(self) -> list[Article]:
        """All articles of the source."""
        linking = f"See {self.link.format(name='plain')}.\n\n## A Heading of Its Own\n\n[Bel"
        "ow](#a-heading-of-its-own)\n"
        found = [
            *AWKWARD,
            *(YAML if self.has_yaml else ()),
            Article("linking", dated("Linking"), linking),
            Article(
                "shown",
                dated("Shown Syntax"),
                f"Look at `{self.template}`:\n\n```text\n{self.template}\n```\n",
            ),
            Article("constructs", dated("Constructs"), self.constructs),
        ]
        return [article for article in found if article.name not in self.skip]

    def path(self, article: Article) -> str:
        """Where the file of an article is."""
        folder = "/".join(filter(None, [self.folder, article.folder]))
        return f"{folder}/{self.file.format(name=article.name)}{self.ending}".lstrip("/")

    def address_of(self, article: Article) -> str:
        """Where readers found an article."""
        folder = f"{article.folder}/" if article.folder else ""
        name = (
            "grosse-und-mass" if self.is_ascii and article.name == "größe-und-maß" else article.name
        )
        return self.address.format(folder=folder, name=name)

    def files(self) -> dict[str, bytes]:
        """All files of the source."""
        files = {name: text.encode() for name, text in self.settings.items()}
        files |= {self.path(article): self.write(article) for article in self.articles()}
        files[f"{self.static}/images/one.png".lstrip("/")] = PNG
        return files


_HUGO = """\
{{< notice tip "Mind" >}}
Inside **a box**.
{{< /notice >}}

- item {{< ref "plain.md" >}} and {{< youtube dQw4w9WgXcQ >}}

| a | b |
|---|---|
| {{< unknown x >}} | [ref]({{< relref "plain" >}}) |

{{< figure src="/images/one.png" alt="Described" caption="Captioned" >}}

{{< mine >}}kept content{{< /mine >}}

{{< highlight python "linenos=table" >}}
print("highlighted")
{{< /highlight >}}

<!--more-->

Afterwards, {{</* escaped */>}}.
"""

_LIQUID = """\
{% raw %}{{ shown }}{% endraw %} and {{ site.motto }}.

* TOC
{:toc}

A paragraph that warns.
{: .notice--warning }

- item [post]({% post_url 2021-03-04-plain %}) and {% unknown tag %}

| a | b |
|---|---|
| {{ nothing.there }} | {{ site.data.facts.answer }} |

{% highlight python %}
print("highlighted")
{% endhighlight %}

{% include said.md %}

## Named {#own-name}

[To it](#own-name)
"""

_MDX = """\
import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem';

{/* nobody sees this */}

:::tip[Mind]

Inside **a box**.

:::

<Tabs>
  <TabItem value="one" label="First">

    Contents of one.

  </TabItem>
  <TabItem value="two">
    Contents of two.
  </TabItem>
</Tabs>

- item <Unknown value={3} /> in a list

| a | b |
|---|---|
| <Unknown/> | cell |

```js title="file.js" {1}
let x = "highlighted";
```

<Details summary="Open me">

Hidden text.

</Details>
"""

_ZOLA = """\
{{ youtube(id="dQw4w9WgXcQ") }}

{% quote(author="Somebody") %}
Said **once**.
{% end %}

- item [plain](@/blog/plain.md) and {{ unknown(x=1) }}

| a | b |
|---|---|
| {{ unknown(x=2) }} | cell |

<!-- more -->

Afterwards.
"""

_PYTHON = """\
[TOC]

!!! warning "Mind"
    Inside **a box**.

    ```python
    print("highlighted")
    ```

??? note
    Hidden text.

=== "First"

    Contents of one.

=== "Second"

    Contents of two.

- item with :material-home: icon
"""

_OBSIDIAN = """\
> [!tip] Mind
> Inside **a box**.
>
> ```python
> print("highlighted")
> ```

- item [[plain]] and [[plain|said otherwise]] and [[nowhere]]

| a | b |
|---|---|
| [[plain\\|in a table]] | ==marked== |

![[one.png|100]] %%nobody sees this%%

A paragraph with a name. ^name #tagged
"""

_ALERTS = """\
[!INCLUDE [said](includes/said.md)]

:::image type="content" source="/images/one.png" alt-text="Described":::

:::zone pivot="a"

Zoned words about <xref:System.String>.

:::zone-end

> [!WARNING]
> Inside **a box**.

- item ~~struck~~

- [ ] to do
"""

_MYST = """\
:::{note}
Inside **a box**.
:::

A {abbr}`role` and $x^2$.
"""

SHAPES: Mapping[str, Shape] = {
    "hugo": Shape(
        "content/blog", "/blog/{folder}{name}/",
        {
            "hugo.toml": 'baseURL = "https://old.example.org/"\ntitle = "Old Site"\n',
            "layouts/index.html": "<p>{{ .Title }}</p>",
            "content/tags/alpha/_index.md": "---\ntitle: Alpha\ndescription: The first.\n---\n",
            "data/authors.yml": "jo:\n  name: Jo Doe\n  bio: Writes.\n",
        },
        template='{{< figure src="x.png" >}}', link='[plain]({{{{< ref "{name}.md" >}}}})',
        constructs=_HUGO, words=("Mind", "Inside", "Captioned", "kept content", "highlighted", "escaped", "Afterwards"),
    ),
    "jekyll": Shape(
        "_posts", "/2021/03/04/{name}.html",
        {
            "_config.yml": 'title: Old Site\nurl: "https://old.example.org"\nmotto: all is well\n',
            "_data/facts.yml": "answer: forty-two\n",
            "_includes/said.md": "Included words.\n",
            "_layouts/post.html": "{{ content }}",
            "index.html": "---\n---\n{% for post in site.posts %}{% endfor %}",
            "about.md": "---\ntitle: About\npermalink: /about/\n---\nWho we are.\n",
        },
        static="", file="2021-03-04-{name}", template="{% link _posts/x.md %}",
        link="[plain]({{% post_url 2021-03-04-{name} %}})",
        constructs=_LIQUID, words=("shown", "all is well", "warns", "forty-two", "highlighted", "Included words", "Named"),
    ),
    "docusaurus": Shape(
        "blog", "/blog/2021/03/04/{folder}{name}",
        {
            "docusaurus.config.js": "export default {title: 'Old Site', url: 'https://old.example.org', baseU"
        "rl: '/'};\n",
            "blog/authors.yml": "jo:\n  name: Jo Doe\n  url: https://example.org/jo\n",
            "blog/tags.yml": "alpha:\n  label: Alpha\n  description: The first.\n",
            "docs/intro.md": "---\ntitle: Intro\n---\nHello.\n",
        },
        template="<Tabs>", constructs=_MDX,
        words=("Mind", "Inside", "First", "Contents of one", "Contents of two", "highlighted", "Hidden text"),
    ),
    "astro": Shape(
        "src/content/blog", "/blog/{folder}{name}/",
        {"astro.config.mjs": "export default defineConfig({site: 'https://old.example.org'});\n"},
        static="public", template="<Tabs>", constructs=_MDX,
        words=("Mind", "Inside", "First", "Contents of one", "highlighted", "Hidden text"),
    ),
    "eleventy": Shape(
        "posts", "/posts/{folder}{name}/",
        {
            "eleventy.config.js": 'module.exports = (c) => { c.addPassthroughCopy({"public": "/"}); };\n',
            "_data/site.json": '{"motto": "all is well"}',
            "posts/posts.json": '{"tags": ["posts"]}',
        },
        static="public", template="{% include x %}",
        constructs="{% raw %}{{ shown }}{% endraw %} and {{ site.motto }}.\n\n- item {% unkn"
        "own %}\n\n| a |\n|---|\n| {{ nothing.here }} |\n",
        words=("shown", "all is well"),
    ),
    "next": Shape(
        "_posts", "/posts/{folder}{name}",
        {"package.json": '{"dependencies": {"next": "15"}}'},
        static="public", template="<Image src={x} />", constructs=_MDX, ending=".mdx",
        link="[plain](/posts/{name})", words=("Mind", "Inside", "Contents of one", "highlighted"),
    ),
    "zola": Shape(
        "content/blog", "/blog/{folder}{name}/",
        {"config.toml": 'base_url = "https://old.example.org"\ntitle = "Old Site"\ncompile_sass ='
        ' false\n'},
        write=toml_file, is_ascii=True, has_yaml=False, template='{{ youtube(id="x") }}', link="[plain](@/blog/{name}.md)",
        constructs=_ZOLA, words=("Said", "Somebody", "Afterwards"),
    ),
    "pelican": Shape(
        "content", "/{name}.html",
        {"pelicanconf.py": "SITENAME = 'Old Site'\nARTICLE_URL = '{slug}.html'\nSLUGIFY_SOURCE = 'ba"
        "sename'\n"},
        write=lines_file, is_ascii=True, static="content", has_yaml=False, template="[TOC]",
        link="[plain]({{filename}}{name}.md)", constructs=_PYTHON,
        words=("Mind", "Inside", "highlighted", "Hidden text", "First", "Contents of two"),
    ),
    "mkdocs": Shape(
        "docs", "/{folder}{name}/",
        {"mkdocs.yml": "site_name: Old Site\nsite_url: https://old.example.org/\n", "docs/index.md": "# Welcome\n\nStart here.\n"},
        static="docs", template="!!! note", constructs=_PYTHON,
        words=("Mind", "Inside", "highlighted", "Hidden text", "First", "Contents of two"),
    ),
    "markdown": Shape(
        "notes", "/notes/{folder}{name}", {"notes/includes/said.md": "Included words.\n"}, static="", template="> [!NOTE]", constructs=_ALERTS,
        words=("Included words", "Zoned words", "System.String", "Inside", "struck", "to do"),
    ),
    "obsidian": Shape(
        "", "/{folder}{name}", {".obsidian/app.json": "{}"},
        static="", template="[[link]]", link="[[{name}]]", constructs=_OBSIDIAN,
        words=("Mind", "Inside", "highlighted", "said otherwise", "in a table", "marked"),
    ),
    "mystmd": Shape(
        "text", "/{name}",
        {"myst.yml": "version: 1\nproject:\n  title: Old Site\nsite:\n  template: book-theme\n"},
        static="", template="{note}", constructs=_MYST, words=("Inside", "role"),
        skip=frozenset({"myst-signs", "money"}),
    ),
    "ablog": Shape(
        "blog", "/blog/{folder}{name}.html",
        {"conf.py": 'project = "Old Site"\nextensions = ["myst_parser", "ablog"]\nblog_title '
        '= "Old Site"\n'},
        static="", template="{note}", constructs=_MYST, words=("Inside", "role"),
        skip=frozenset({"myst-signs", "money"}),
    ),
}  # fmt: skip


def wordpress(articles: tuple[Article, ...] = AWKWARD) -> dict[str, bytes]:
    """An export of WordPress with the awkward articles as HTML, and one upload beside it."""
    items = []
    for number, article in enumerate(articles, 1):
        status = "draft" if article.keys.get("draft") else "publish"
        paragraphs = "\n\n".join(
            part if part.startswith("<") else escape(part) for part in article.body.split("\n\n")
        )
        labels = article.keys.get("tags")
        tags = "".join(
            f'<category domain="post_tag" nicename="t{n}"><![CDATA[{tag}]]></category>'
            for n, tag in enumerate(labels if isinstance(labels, list) else ())
        )
        items.append(
            f"<item><title>{escape(str(article.keys.get('title', '')))}</title>"
            f"<link>https://old.example.org/2021/03/{article.name}/</link>"
            f"<dc:creator>jo</dc:creator><content:encoded><![CDATA[{paragraphs}]]></co"
            f"ntent:encoded>"
            f"<wp:post_id>{number}</wp:post_id><wp:post_date>2021-03-04 10:00:00</wp:post_date>"
            f"<wp:post_date_gmt>2021-03-04 09:00:00</wp:post_date_gmt>"
            f"<wp:post_name>{article.name}</wp:post_name><wp:status>{status}</wp:status>"
            f"<wp:post_type>post</wp:post_type>{tags}</item>"
        )
    extra = """<item><title>Shortcodes</title><link>https://old.example.org/2021/03/shortcodes/</link>
<dc:creator>jo</dc:creator><content:encoded><![CDATA[<!-- wp:paragraph -->
<p>Read <a href="https://old.example.org/2021/03/plain/">the plain one</a>.</p>
<!-- /wp:paragraph -->
[caption id="x" align="left"]<img src="https://old.example.org/wp-content/uploads/one.png" alt="Seen"> Captioned words[/caption]
<pre><code>[gallery ids="1"]</code></pre>
<ul><li>[unknown id="3"]</li></ul>
<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>]]></content:encoded>
<wp:post_id>900</wp:post_id><wp:post_date>2021-03-05 10:00:00</wp:post_date>
<wp:post_name>shortcodes</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="c"><![CDATA[Inner]]></category></item>
<item><title>Kept Private</title><content:encoded><![CDATA[secret words]]></content:encoded>
<wp:post_id>901</wp:post_id><wp:post_date>2021-03-05 10:00:00</wp:post_date><wp:post_name>private</wp:post_name>
<wp:status>private</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>About</title><link>https://old.example.org/about/</link><content:encoded><![CDATA[<p>Who we are.</p>]]></content:encoded>
<wp:post_id>902</wp:post_id><wp:post_name>about</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>one</title><wp:post_id>903</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>https://old.example.org/wp-content/uploads/one.png</wp:attachment_url><wp:status>inherit</wp:status></item>
<item><title>Menu</title><wp:post_id>904</wp:post_id><wp:post_type>nav_menu_item</wp:post_type><wp:status>publish</wp:status></item>"""
    export = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old Site</title><link>https://old.example.org</link><language>en-US</language>
<wp:author><wp:author_login>jo</wp:author_login><wp:author_display_name>Jo Doe</wp:author_display_name></wp:author>
<wp:category><wp:cat_name>Outer</wp:cat_name></wp:category>
<wp:category><wp:cat_name>Inner</wp:cat_name><wp:category_parent>outer</wp:category_parent><wp:category_description>Deep.</wp:category_description></wp:category>
{"".join(items)}{extra}</channel></rss>"""
    return {"export.xml": export.encode(), "wp-content/uploads/one.png": PNG}
