"""150 short articles in the manners of six systems, made of parts that their authors write.

Every article has a word of its own (``lampion`` and a number) in each part, so that a script can
find out what became of it.
"""

# ruff: noqa: E501 -- front matter reads better on one line

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice

#: How many articles each system has, besides one draft.
COUNT = 25

#: Parts of bodies that all systems have in common; ``@`` is the word.
COMMON = (
    "A plain paragraph about the @ at the harbour, with *stress*, **weight** and `code`.",
    "## A heading of the @\n\nText below it.",
    "- one @\n- two\n  1. deep @\n  2. deeper",
    "> A quotation of the @.\n>\n> Its second paragraph.",
    "| Lamp | Oil |\n|------|-----|\n| @ | whale |",
    "```python\nlight = '@'  # kept\n```",
    "A link to [the @](https://example.org/x), and <https://example.org/y>.",
    "It costs $5,000-9,000 for the @. Another needs $20,000.",
    "Note the @.[^1]\n\n[^1]: A footnote of the @.",
    "~~Old~~ new @, at 10:30 & later; 5 < 6 and a_b_c.",
    "- [ ] to do: @\n- [x] done",
    "Hard  \nbreak of the @\\\nand another.",
    "A formula $E = mc^2$ of the @.",
    "<details><summary>More of the @</summary>\n\nHidden *text*.\n\n</details>",
    "<!-- a comment -->\nText after a comment about the @.",
    "![The @](/images/lamp.png)",
    "# A late heading of the @\n\nText.",
    "HTML <kbd>@</kbd> and <b>bold</b>.",
)


@dataclass(frozen=True, slots=True)
class System:
    """How articles of one system look."""

    name: str
    """The heading of its settings in the guide."""
    path: Callable[[int], str]
    front_matter: tuple[str, ...]
    """Forms of front matter, with fences; ``@`` is the article's word."""
    draft: str
    pictures: str
    """The folder of ``/images``."""
    parts: tuple[str, ...]
    syntax: re.Pattern[str]
    """What a template language replaces."""
    has_dates_in_paths: bool = False


#: Syntax of Markdown itself, which no reader sees.
_MARKDOWN = re.compile(
    r"\A\+\+\+\n[\s\S]*?^\+\+\+\n|\A---\n[\s\S]*?^---\n|<!--[\s\S]*?-->|\]\([^)\s]*\)"
    r"|!\[[^\]]*(?=\])|</?[A-Za-z][^>\n]*>|^[ ]*```[^\n]*|^:::[a-z]*|\[\^\d+\]:?|\[[ x]\]"
    r"|^import [^\n]*|\[![A-Z]+\]|\{[#.:][^}\n]*\}|\$[^$\n]*\$(?!\d)|^[ ]*\d+\. |\|-[-|]+",
    re.MULTILINE,
)

SYSTEMS: Mapping[str, System] = {
    system.name: system
    for system in (
        System(
            "Hugo",
            lambda n: f"content/posts/lamp-{n:02}" + (".md", "/index.md")[n % 2],
            (
                '+++\ntitle = "The @"\ndate = 2020-03-04T10:00:00Z\ntags = ["oil", "sea"]\n+++\n',
                "---\ntitle: The @\ndate: 2020-03-04\nlastmod: 2020-03-04\ncategories: [News, wick]\n---\n",
                '---\ntitle: "The @: part"\npublishDate: 2020-03-05\ndate: 2020-03-04\ndraft: false\n---\n',
                '+++\ntitle = "The @"\ndate = "2020-03-04"\nseries = ["Lamps"]\nweight = 3\ntoc = true\n'
                '[params]\nauthor = "Wick Keeper"\n+++\n',
                "---\ntitle: The @\ndate: 2020-03-04T10:00:00+02:00\nsummary: About the @.\n"
                "images: [/images/lamp.png]\naliases: [/old/@]\n---\n",
            ),
            '+++\ntitle = "x"\ndate = 2020-03-04\ndraft = true\n+++\n',
            "static/images",
            (
                "{{< youtube w7Ft2ymGmfc >}}\n\nText after a shortcode about the @.",
                '{{< figure src="/images/lamp.png" title="x" >}}\n\nText of the @.',
                "See [that @](/posts/lamp-01/) and [this](lamp-03.md).",
                "## Heading of the @ {#own-id}\n\nText.",
            ),
            re.compile(r"\{\{[<%].*?[>%]\}\}"),
        ),
        System(
            "Jekyll",
            lambda n: f"_posts/{2000 + n}-03-04-lamp-{n:02}" + (".md", ".markdown")[n % 2],
            (
                "---\nlayout: post\ntitle: The @\ncategories: [news, wick]\ntags: [oil]\n---\n",
                "---\nlayout: post\ntitle: ! 'The @: part'\ndate: 2009-12-25 10:41:06 +0000\n---\n",
                "---\ntitle: The @\npublished: true\ncategories: news\nexcerpt: About the @.\n---\n",
                "---\ntitle: The @\nredirect_from:\n  - /old/@\nimage: /images/lamp.png\n---\n",
                "---\ntitle: The @\nauthor: Wick Keeper\nlast_modified_at: 2026-01-01\ntoc: true\n---\n",
            ),
            "---\ntitle: x\npublished: false\n---\n",
            "images",
            (
                "{% highlight ruby %}\nputs 'x'\n{% endhighlight %}\n\nText after code about the @.",
                "Text of the @ with [a link]({{ site.baseurl }}/about/).",
                "A paragraph of the @.\n{: .note}\n\nText.",
                "See [that @](/lamp-01.html).",
                "{% include figure.html src='x' %}\n\nText of the @.",
            ),
            re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{:.*?\}"),
            has_dates_in_paths=True,
        ),
        System(
            "Eleventy",
            lambda n: f"src/posts/lamp-{n:02}" + (".md", "/index.md")[n % 2],
            (
                "---\ntitle: The @\ndate: 2020-03-04\ntags: [posts, oil]\nlayout: post.njk\n---\n",
                "---\ntitle: The @\ndescription: About the @.\ndate: 2020-03-04T00:00:00.000Z\ntags:\n  - oil\n---\n",
                "---\ntitle: The @\ndate: 2020-03-04\nimage: /images/lamp.png\nimageAlt: A lamp\ntags: oil\n---\n",
                "---\ntitle: The @\ndate: 2020-03-04\nupdated: 2020-04-01\neleventyNavigation:\n  key: x\n---\n",
            ),
            "---\ntitle: x\ndate: 2020-03-04\ndraft: true\n---\n",
            "src/images",
            (
                '{% image "/images/lamp.png", "A lamp" %}\n\nText of the @.',
                "{{ title }} and the @.",
                "See [that @](/posts/lamp-01/).",
                "Text of the @ {% if x %}here{% endif %}.",
            ),
            re.compile(r"\{%.*?%\}|\{\{.*?\}\}"),
        ),
        System(
            "Docusaurus",
            lambda n: f"blog/{2000 + n}-03-04-lamp-{n:02}" + (".md", ".mdx", "/index.md")[n % 3],
            (
                "---\nslug: lamp-@\ntitle: The @\nauthors: [wick]\ntags: [oil, sea]\n---\n",
                "---\ntitle: The @\nauthors:\n  name: Wick Keeper\n  url: https://example.org\ntags: [oil]\n---\n",
                "---\ntitle: The @\ndate: 2021-08-26T10:00\ndescription: About the @.\nimage: /images/lamp.png\n---\n",
                "---\ntitle: The @\nhide_table_of_contents: true\nlast_update:\n  date: 2026-01-02\n---\n",
            ),
            "---\ntitle: x\ndraft: true\n---\n",
            "static/images",
            (
                ":::note\n\nA note of the @.\n\n:::",
                ":::caution Mind the @\n\nText.\n\n:::",
                ":::tip[The @]\n\nText.\n\n:::",
                "import Tabs from '@theme/Tabs';\n\nText of the @.",
                "<!-- truncate -->\n\nText of the @.",
                '```js title="a.js" {1}\nconst lamp = "@"\n```',
            ),
            re.compile(r"^import .*$", re.MULTILINE),
            has_dates_in_paths=True,
        ),
        System(
            "Astro",
            lambda n: f"src/content/blog/lamp-{n:02}" + (".md", ".mdx")[n % 2],
            (
                "---\ntitle: 'The @'\ndescription: 'About the @.'\npubDate: 'Jul 08 2022'\n"
                "heroImage: '/images/lamp.png'\n---\n",
                "---\ntitle: The @\npubDate: 2022-07-08\nupdatedDate: 2022-07-08\ntags: [oil]\n---\n",
                "---\ntitle: The @\npubDatetime: 2022-07-08T15:00:00.000Z\nauthor: Wick Keeper\n---\n",
                "---\ntitle: The @\npubDate: 07/08/2022\nlayout: ../../layouts/Post.astro\n---\n",
                "---\ntitle: The @\npubDate: July 8, 2022\nheroImage: ../../../public/images/lamp.png\n---\n",
            ),
            "---\ntitle: x\npubDate: 2022-07-08\ndraft: true\n---\n",
            "public/images",
            (
                "import Card from '../../components/Card.astro';\n\nText of the @.",
                "See [that @](/blog/lamp-01/).",
                "> [!NOTE]\n> A note of the @.",
                '<img src="/images/lamp.png" alt="A lamp"> of the @',
            ),
            re.compile(r"^import .*$", re.MULTILINE),
        ),
        System(
            "Zola",
            lambda n: (
                "content/blog/" + (f"2020-03-04-lamp-{n:02}.md", f"lamp-{n:02}/index.md")[n % 2]
            ),
            (
                '+++\ntitle = "The @"\ndate = 2020-03-04\n[taxonomies]\ntags = ["oil"]\n'
                'categories = ["News", "wick"]\n[extra]\nauthor = "Wick Keeper"\n+++\n',
                '+++\ntitle = "The @"\ndate = 2020-03-04T10:00:00Z\nupdated = 2020-03-04\n'
                'description = "About the @."\n+++\n',
                '+++\ntitle = "The @"\ndate = 2020-03-04\nslug = "lamp-@"\naliases = ["/old/@"]\n+++\n',
                '+++\ntitle = "The @"\ndate = 2020-03-04\nauthors = ["Wick Keeper"]\n[extra]\ntoc = true\n+++\n',
            ),
            '+++\ntitle = "x"\ndate = 2020-03-04\ndraft = true\n+++\n',
            "static/images",
            (
                '{{ youtube(id="x") }}\n\nText of the @.',
                "{% quote() %}\nWords of the @.\n{% end %}",
                "See [that @](@/blog/lamp-01/index.md).",
                "<!-- more -->\n\nText of the @.",
            ),
            re.compile(r"\{%.*?%\}|\{\{.*?\}\}"),
        ),
    )
}


def articles(system: System) -> Iterator[tuple[str, str, str]]:
    """Yield path, word and text of each article of a system."""
    forms = cycle(system.front_matter)
    parts = cycle((*COMMON, *system.parts))
    for number in range(COUNT):
        word = f"lampion{number:02}"
        body = "\n\n".join(islice(parts, 4))
        yield (
            system.path(number),
            word,
            f"{next(forms)}\n{body}\n".replace("@/", "\0")
            .replace("@theme", "\1")
            .replace("@", word)
            .replace("\0", "@/")
            .replace("\1", "@theme"),
        )


def visible_words(system: System, text: str) -> list[str]:
    """Return the words of an article's body that a reader has to find on its page."""
    body = _MARKDOWN.sub(" ", system.syntax.sub(" ", _MARKDOWN.sub(" ", text, count=1)))
    return re.findall(r"\w+", body.replace("_", " "))
