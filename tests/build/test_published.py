"""What is published beside the pages: each output valid, complete and right in every build."""

from __future__ import annotations

import html
import io
import json
import re
import warnings
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
import lxml.html
import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from PIL import Image
from pybtex.database import parse_string
from sphinx.util.inventory import InventoryFile

from sphinx_knowledge_base.publishers import sitemap as sitemap_module
from tests import contents
from tests.articles import article, numbered
from tests.build.conftest import MakeSite
from tests.conftest import CONF, Build, Site

SCHEMAS = Path(__file__).with_name("schemas")
BASE = "https://kb.example.org/en/latest/"

#: Everything that some notation takes for more than text.
HOSTILE = "</script><b>\"Q\" & 'A' ]]> \u2028 \u202eright\u202c {x} %s $1 \\end @ <!-- #"
EXCERPT = 'An "excerpt" </description> & <i>more</i> \u2029 ]]> ${x}'

CONFIG = f"""
html_baseurl = "{BASE}"
kb_description = "All about tests."
kb_organization = "Test House"
kb_medical = True
kb_twitter_site = "@tests"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
"""

FAQ = """\
Text with a [link](/articles/plain), a [deep one](/articles/plain#more),
[one](#frequently-asked-questions) in the page, a formula $a_b$ and `code`.

## Frequently Asked Questions

### Is this a \\</script> question?

It is & an answer.
"""


def photograph(width: int, height: int) -> bytes:
    """A JPEG of one colour."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, "JPEG")
    return data.getvalue()


FILES: dict[str, str | bytes] = {
    "conf.py": CONF.replace('"sphinx_sitemap"', '"sphinx_sitemap", "notfound.extension"') + CONFIG,
    "taxonomy.yaml": "tags:\n  CRPS: {synonyms: [RSD]}\n",
    "about.md": (
        "---\nmyst: {html_meta: {description: By hand, robots: noindex}}\n---\n# About\n\nText.\n"
    ),
    "index.md": "# Home\n\nWelcome.\n\n```{toctree}\nabout\n```\n",
    "_static/photo.jpg": photograph(1000, 500),
    "articles/hostile.md": article(
        FAQ,
        title=HOSTILE,
        excerpt=EXCERPT,
        tags=["CRPS", "R & D"],
        author=["Jane Doe", "Test House Editors", "Ann and Bob, Jr"],
        publishedAt="2024-03-01",
        updatedAt="2024-04-01T10:00:00+02:00",
        reviewedBy=["Ann & Bob"],
        reviewedAt="2024-05-01",
        aliases=["/old/ä b", "/blog/hostile.html"],
        audience="patients",
    ),
    "articles/plain.md": article(
        "Text.\n\n## More\n\nText.\n", title="Plain", tags=["CRPS"], featuredImage="/photo.jpg"
    ),
    "articles/missing.md": article(title="Missing", featuredImage="/none.jpg", series="A Run"),
    "articles/elsewhere.md": article(
        title="Elsewhere",
        canonicalUrl="https://other.example/original",
        schema={"type": "NewsArticle", "dateline": "Bern"},
        metaTitle="For engines",
        ogTitle="For networks",
    ),
    "articles/draft.md": article(title="Unfinished", draft=True),
}
BINARY = {".css", ".inv", ".jpg", ".js", ".png", ".webp", ".woff", ".woff2", ".ttf", ".eot"}
SLUGS = {"hostile", "plain", "missing", "elsewhere"}


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def built(request: pytest.FixtureRequest, make_shared_site: MakeSite) -> Build:
    """The site above, under a path of its host."""
    return make_shared_site(FILES).build(request.param)


def text(build: Build, path: str) -> str:
    return (build.outdir / path).read_text("utf-8")


def load(build: Build, path: str) -> Any:
    return json.loads(text(build, path))


def pages(build: Build) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Every page that is no redirect."""
    for file in sorted(build.outdir.rglob("*.html")):
        if "http-equiv" not in (source := file.read_text("utf-8")):
            yield file.relative_to(build.outdir).as_posix(), lxml.html.document_fromstring(source)


def leads_to_a_file(build: Build, address: str) -> bool:
    """Whether a server that shows the output folder has something at an address below BASE."""
    path = unquote(address.removeprefix(BASE).partition("#")[0].partition("?")[0])
    file = build.outdir / path
    return (file / "index.html").is_file() if path.endswith("/") or not path else file.is_file()


def test_only_the_missing_picture_is_reported(built: Build) -> None:
    """A missing picture is one warning at its key."""
    assert [line for line in built.warnings.splitlines() if line] == [
        "articles/missing.md:5:16: WARNING: featured picture '/none.jpg' does not exist [kb.image]"
    ]


def test_every_absolute_address_exists(built: Build) -> None:
    """Every address of the site, in whichever output, is that of a file."""
    broken = set()
    count = 0
    for path, data in built.files().items():
        if path.startswith("pagefind/") or Path(path).suffix in BINARY:
            continue
        for address in re.findall(
            re.escape(BASE) + r"[^\s\"'<>)\\}{]*", html.unescape(data.decode())
        ):
            count += 1
            if not leads_to_a_file(built, html.unescape(address).rstrip("`.,;")):
                broken.add((path, address))
    assert count > 300
    assert broken == set()


def anchors(build: Build, address: str) -> set[str]:
    """The anchors of the page at an address."""
    path = unquote(address.removeprefix(BASE).partition("#")[0])
    file = build.outdir / path / "index.html" if path.endswith("/") else build.outdir / path
    return set(lxml.html.document_fromstring(file.read_bytes()).xpath("//@id"))


def test_links_in_texts_lead_to_their_headings(built: Build) -> None:
    """What is read elsewhere leads to the pages of this site, down to the heading."""
    texts = [load(built, f"api/articles/{slug}.json") for slug in SLUGS]
    found = [
        *(
            link
            for one in texts
            for link in lxml.html.fromstring(f"<p>{one['content_html']}").xpath("//@href")
        ),
        *(
            link
            for slug in SLUGS
            for link in re.findall(r"\]\((\S+?)\)", text(built, f"articles/{slug}.md"))
        ),
        *(
            link
            for item in load(built, "feed.json")["items"]
            for link in lxml.html.fromstring(f"<p>{item['content_html']}").xpath("//@href")
        ),
    ]
    deep = [address for address in found if "#" in address]
    assert len(deep) >= 3
    for address in found:
        assert leads_to_a_file(built, address)
    for address in deep:
        assert unquote(address.partition("#")[2]) in anchors(built, address)


def test_inventory_leads_to_pages_and_anchors(built: Build) -> None:
    """Other projects' links by intersphinx arrive."""
    inventory = InventoryFile.loads(
        (built.outdir / "objects.inv").read_bytes(), uri=BASE.rstrip("/")
    )
    assert inventory.data["kb:article"].keys() == SLUGS
    for items in inventory.data.values():
        for name, item in items.items():
            if name in {"modindex", "py-modindex"}:
                continue  # of Python's domain, and in the inventory of every project
            assert leads_to_a_file(built, item.uri), name
            anchor = unquote(item.uri.partition("#")[2])
            assert not anchor or anchor in anchors(built, item.uri), name


def test_rules_of_servers_lead_to_pages(built: Build) -> None:
    """Each rule, in each notation, has a page of today as its target, and they are the same."""
    host = BASE.removesuffix("/en/latest/")
    netlify = [rule.split(" ")[1] for rule in text(built, "_redirects").splitlines()]
    nginx = re.findall('" "(.*)";$', text(built, "redirects/nginx.map"), re.MULTILINE)
    hosted = [one["to_url"] for one in load(built, "redirects/readthedocs.json")]
    assert netlify == nginx == [f"/en/latest{target}" for target in hosted]
    assert all(leads_to_a_file(built, host + target) for target in netlify)


def test_every_article_is_in_every_output_once(built: Build) -> None:
    """No output forgets an article, repeats one or knows of a draft."""
    atom = feedparser.parse((built.outdir / "feed.xml").read_bytes())
    rss = feedparser.parse((built.outdir / "rss.xml").read_bytes())
    found = {
        "atom": [entry.link for entry in atom.entries],
        "rss": [entry.link for entry in rss.entries],
        "json": [item["url"] for item in load(built, "feed.json")["items"]],
        "api": [entry["url"] for entry in load(built, "api/articles.json")["articles"]],
    }
    expected = Counter(entry["url"] for entry in load(built, "api/articles.json")["articles"])
    assert {url.rstrip("/").rsplit("/", 1)[1].removesuffix(".html") for url in expected} == SLUGS
    assert {name: Counter(urls) for name, urls in found.items()} == dict.fromkeys(found, expected)
    locations = re.findall("<loc>(.*)</loc>", text(built, "sitemap.xml"))
    assert len(locations) == len(set(locations))
    assert set(expected) - set(locations) == {u for u in expected if "elsewhere" in u}
    for slug in SLUGS:
        assert text(built, "llms.txt").count(f"/{slug}.md)") == 1
        address = re.compile(f"^- URL: <.*/{slug}[/.>]", re.MULTILINE)
        assert len(address.findall(text(built, "llms-full.txt"))) == 1
        for suffix in (".md", ".bib", ".ris", ".csl.json"):
            assert (built.outdir / f"articles/{slug}{suffix}").is_file()
        assert load(built, f"api/articles/{slug}.json")["slug"] == slug
    assert not [path for path in built.files() if "draft" in path]


def feed_of(element: etree._Element) -> bool:
    return etree.QName(element).localname == "feed"


def test_atom_follows_its_grammar(built: Build) -> None:
    """Every Atom feed is valid by RFC 4287's own grammar."""
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    feeds = sorted(built.outdir.rglob("feed.xml"))
    assert len(feeds) == 1 + 1 + 2 + 3  # the site, a category, two tags, three authors
    for feed in feeds:
        document = etree.parse(feed)
        assert grammar.validate(document), grammar.error_log
        ids = document.findall(".//{*}entry/{*}id")
        assert len({one.text for one in ids}) == len(ids)
        # What section 4.1 says in words: one page, and for a feed its own address.
        for element in (document.getroot(), *document.findall("{*}entry")):
            relations = [link.get("rel", "") for link in element.findall("{*}link")]
            assert sorted(relations) == (
                ["alternate", "self"] if feed_of(element) else ["alternate"]
            )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<updated>.*?</updated>", ""),
        ("<updated>(.*?)T.*?</updated>", r"<updated>\1</updated>"),
        (r"<updated>(.*?)\+.*?</updated>", r"<updated>\1</updated>"),
        ("<id>.*?</id>", ""),
        ("<title>.*?</title>", ""),
        ("(<title>.*?</title>)", r"\1\1"),
        ("<name>.*?</name>", ""),
        ("<summary>", '<summary type="xhtml">'),
        ('term="', 'name="'),
        ('href="https', 'address="https'),
        ('type="text/html"', 'type="html"'),
        ('xml:lang="en"', 'xml:lang="pt_BR"'),
        ("<published>", "<created/><published>"),
        ("(<generator>.*?</generator>)(.*)(</feed>)", r"\2\1\3"),
    ],
)
def test_the_grammar_of_atom_rejects_mistakes(built: Build, old: str, new: str) -> None:
    """Each mistake, made at its first place in a feed, is one to the grammar."""
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    right = text(built, "feed.xml")
    wrong = re.sub(old, new, right, count=1, flags=re.DOTALL)
    assert wrong != right
    assert not grammar.validate(etree.fromstring(wrong.encode()))


def test_feeds_say_what_authors_wrote(built: Build) -> None:
    """Readers get titles, excerpts, dates and tags as they were typed, and absolute links."""
    shown = "".join(HOSTILE.replace("\u2028", " ").split())
    for name in ("feed.xml", "rss.xml"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            feed = feedparser.parse((built.outdir / name).read_bytes(), sanitize_html=False)
        assert not feed.bozo
        (entry,) = [one for one in feed.entries if "hostile" in one.link]
        assert "".join(html.unescape(entry.title).split()) == shown
        assert entry.published_parsed[:3] == (2024, 3, 1)
        assert {tag.term for tag in entry.tags} >= {"CRPS", "R & D"}
        content = entry.content[0].value
        assert not re.search(r'(?:href|src)="(?!https?:)', content)
        assert "headerlink" not in content
        assert "<h2>Frequently Asked Questions</h2>" in content
    feed = feedparser.parse((built.outdir / "feed.xml").read_bytes())
    assert feed.feed.updated == "2024-04-01T10:00:00+02:00"


def test_json_feeds_follow_their_schema(built: Build) -> None:
    """Every JSON feed has what JSON Feed 1.1 requires and nothing that it does not know."""
    validator = Draft202012Validator(json.loads((SCHEMAS / "json_feed.json").read_text("utf-8")))
    feeds = sorted(built.outdir.rglob("feed.json"))
    assert len(feeds) == 7
    for feed in feeds:
        value = json.loads(feed.read_bytes())
        validator.validate(value)
        assert feed.read_text("utf-8") == json.dumps(value, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize(
    ("name", "entry", "key"),
    [
        ("feed.xml", "{http://www.w3.org/2005/Atom}entry", "{http://www.w3.org/2005/Atom}id"),
        ("rss.xml", "channel/item", "guid"),
    ],
)
def test_an_article_is_the_same_in_every_feed(
    built: Build, name: str, entry: str, key: str
) -> None:
    """Whoever reads several feeds knows an article again, and every feed has its own whole."""
    feeds = [etree.parse(feed).getroot() for feed in sorted(built.outdir.rglob(name))]
    entries = [one for feed in feeds for one in feed.findall(entry)]
    told = {(one.findtext(key), etree.tostring(one, method="c14n").strip()) for one in entries}
    assert len(feeds) == 7
    assert len(entries) > len(told) == len({identifier for identifier, _ in told})


@pytest.mark.parametrize(
    "mistake",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"title": None},
        {"feed_url": "feed.json"},
        {"language": "pt_BR"},
        {"author": {"name": "Singular"}},
        {"authors": [{}]},
        {"items": [{"url": "https://a.example", "content_text": "No id."}]},
        {"items": [{"id": "1"}]},
        {"items": [{"id": 1, "content_text": "A number."}]},
        {"items": [{"id": "1", "content_text": "", "date_published": "2024-01-01"}]},
        {"items": [{"id": "1", "content_text": "", "tags": "one"}]},
    ],
)
def test_the_schema_of_json_feeds_rejects_mistakes(built: Build, mistake: dict[str, Any]) -> None:
    """Each mistake is one to the schema."""
    validator = Draft202012Validator(json.loads((SCHEMAS / "json_feed.json").read_text("utf-8")))
    assert not validator.is_valid({**load(built, "feed.json"), **mistake})


def test_sitemap(built: Build) -> None:
    """The sitemap is valid, dated, has pictures, and leaves out what is not to be indexed."""
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    document = etree.parse(built.outdir / "sitemap.xml")
    assert schema.validate(document), schema.error_log
    source = text(built, "sitemap.xml")
    assert "2024-04-01T10:00:00+02:00" in source
    assert f"<image:loc>{BASE}_images/featured/_static/photo.jpg</image:loc>" in source
    assert not re.search("about|elsewhere|search|genindex|404|old/", source)
    assert f"Sitemap: {BASE}sitemap.xml" in text(built, "robots.txt")


def test_large_sitemap_is_split(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit there is an index of several files that hold every address once."""
    monkeypatch.setattr(sitemap_module, "LIMIT", 3)
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    built = make_site(FILES).build()
    index = etree.parse(built.outdir / "sitemap.xml")
    assert schema.validate(index), schema.error_log
    names = [(one.text or "").removeprefix(BASE) for one in index.iterfind(".//{*}loc")]
    parts = [etree.parse(built.outdir / name) for name in names]
    assert all(schema.validate(part) for part in parts)
    locations = [one.text for part in parts for one in part.iterfind("{*}url/{*}loc")]
    assert len(locations) == len(set(locations)) > 3 * (len(parts) - 1)


def graph(page: lxml.html.HtmlElement) -> dict[str, dict[str, Any]]:
    """The nodes of a page's JSON-LD by their types."""
    (script,) = page.xpath("//script[@type='application/ld+json']")
    nodes = json.loads(script.text_content())["@graph"]
    return {node["@type"]: node for node in nodes}


def test_structured_data_of_every_page(built: Build) -> None:
    """Every document has one graph in which every reference has a target."""
    count = 0
    for path, page in pages(built):
        if not page.xpath("//meta[@property='og:url']"):
            assert path in {"search.html", "search/index.html"} or "noindex" in text(built, path)
            continue
        nodes = graph(page)
        ids = {node["@id"] for node in nodes.values()}
        dumped = json.dumps(list(nodes.values()))
        assert set(re.findall(r'\{"@id": "([^"]*)"\}', dumped)) <= ids
        assert {"WebSite", "Organization"} <= nodes.keys()
        count += 1
    assert count > 15


def test_structured_data_of_an_article(built: Build) -> None:
    """What Google's pages require of articles, in the author's own words, however hostile."""
    nodes = graph(built.html("articles/hostile"))
    node, page = nodes["Article"], nodes["MedicalWebPage"]
    assert "".join(node["headline"].split()) == "".join(HOSTILE.split())
    assert node["datePublished"] == "2024-03-01T00:00:00+00:00"
    assert node["dateModified"] == "2024-04-01T10:00:00+02:00"
    assert [(one["@type"], one["name"]) for one in node["author"]] == [
        ("Person", "Jane Doe"),
        ("Organization", "Test House Editors"),
        ("Person", "Ann and Bob, Jr"),
    ]
    assert nodes["Organization"]["name"] == "Test House"
    assert node["keywords"] == ["CRPS", "R & D"]
    assert node["wordCount"] > 10
    assert leads_to_a_file(built, node["image"]["url"])
    assert page["lastReviewed"] == "2024-05-01"
    assert page["reviewedBy"] == [{"@type": "Person", "name": "Ann & Bob"}]
    assert page["audience"] == [{"@type": "Audience", "audienceType": "Patients"}]
    (question,) = nodes["FAQPage"]["mainEntity"]
    assert question["name"] == "Is this a </script> question?"
    assert question["acceptedAnswer"]["text"] == "It is & an answer."
    trail = nodes["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in trail] == list(range(1, len(trail) + 1))
    assert all(leads_to_a_file(built, one["item"]) for one in trail)


def test_structured_data_that_an_author_names(built: Build) -> None:
    """``schema`` of the front matter names type and properties."""
    node = graph(built.html("articles/elsewhere"))["NewsArticle"]
    assert node["dateline"] == "Bern"


def test_lists_are_collections(built: Build) -> None:
    """A list says which articles it has."""
    items = graph(built.html("tags/crps"))["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [one["name"] == "Plain" for one in items] == [False, True]
    assert all(leads_to_a_file(built, one["url"]) for one in items)


def test_heads_say_everything_once(built: Build) -> None:
    """Every page has all that engines and networks ask for, and nothing twice."""
    several = {"article:tag", "article:author"}
    complete = {
        *("description", "robots", "viewport", "og:type", "og:title", "og:description", "og:url"),
        *("og:site_name", "og:locale", "og:image", "og:image:alt", "twitter:card"),
        *("twitter:title", "twitter:description", "twitter:image", "twitter:site"),
    }
    for path, page in pages(built):
        names = Counter(
            name for tag in page.iter("meta") if (name := tag.get("name") or tag.get("property"))
        )
        assert {name for name, times in names.items() if times > 1} <= several, path
        assert len(page.xpath("//head/title")) == 1
        canonical = page.xpath("//link[@rel='canonical']/@href")
        if "og:url" in names:
            assert complete <= names.keys(), path
            assert len(canonical) == 1
            assert page.xpath("//meta[@property='og:image:width']")
        else:
            assert canonical == []
        for address in page.xpath("//meta[@property='og:image']/@content"):
            assert leads_to_a_file(built, address)


def test_what_authors_set_wins(built: Build) -> None:
    """``html_meta``, ``metaTitle``, ``ogTitle`` and ``canonicalUrl`` have the last word."""
    about = built.html("about")
    assert about.xpath("//meta[@name='description']/@content") == ["By hand"]
    assert about.xpath("//meta[@name='robots']/@content") == ["noindex"]
    elsewhere = built.html("articles/elsewhere")
    assert elsewhere.xpath("//link[@rel='canonical']/@href") == ["https://other.example/original"]
    assert elsewhere.xpath("//meta[@property='og:title']/@content") == ["For networks"]
    assert (elsewhere.findtext(".//title") or "").startswith("For engines - ")


def test_pages_name_their_feeds_and_their_markdown(built: Build) -> None:
    """``rel=alternate`` leads to the feeds of the page and to an article's Markdown."""
    tag = built.html("tags/crps").xpath("//link[@rel='alternate']/@href")
    assert [href.removeprefix(BASE) for href in tag] == [
        *("feed.xml", "rss.xml", "feed.json"),
        *("tags/crps/feed.xml", "tags/crps/rss.xml", "tags/crps/feed.json"),
    ]
    (markdown,) = built.html("articles/plain").xpath("//link[@type='text/markdown']/@href")
    assert markdown == f"{BASE}articles/plain.md"


def test_nothing_is_fetched_from_elsewhere(built: Build) -> None:
    """No page makes a browser ask another host for anything."""
    fetched = (
        "//script/@src|//img/@src|//img/@srcset|//iframe/@src|//source/@srcset|"
        "//link[contains('stylesheet icon shortcut icon preload prefetch', @rel)]/@href"
    )
    for path, page in pages(built):
        for address in page.xpath(fetched):
            assert not re.match(r"(?:[a-z]+:)?//", str(address)), (path, address)
        assert "@import" not in text(built, path)


def test_policy_fits_the_pages(built: Build) -> None:
    """The Content-Security-Policy allows every script that stands in a page, and no other."""
    (policy,) = re.findall("Content-Security-Policy: (.*)", text(built, "_headers"))
    allowed = set(re.findall("'sha256-([^']*)'", policy))
    scripts = {
        script.text_content()
        for _, page in pages(built)
        for script in page.xpath("//script[not(@src) and not(@type)]")
    }
    assert {b64encode(sha256(script.encode()).digest()).decode() for script in scripts} == allowed
    assert allowed


def test_error_page_is_where_servers_look(built: Build) -> None:
    """GitHub Pages and others show ``404.html``, whatever form the site's addresses have."""
    assert "404.html" in built.files()


def test_old_addresses_redirect(built: Build) -> None:
    """Aliases and synonyms of tags have a page that leads on, and rules for servers."""
    for path, target in (
        ("old/ä b/index.html", "articles/hostile"),
        ("blog/hostile.html", "articles/hostile"),
        ("tags/rsd/index.html", "tags/crps"),
    ):
        page = lxml.html.document_fromstring(text(built, path))
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == built.html(target).xpath("//link[@rel='canonical']/@href")[0]
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
        link = (built.outdir / path).parent / refresh.removeprefix("0; url=")
        assert (link / "index.html" if refresh.endswith("/") else link).is_file()
    rules = text(built, "_redirects").splitlines()
    assert any(rule.startswith("/en/latest/old/%C3%A4%20b /en/latest/articles/") for rule in rules)
    nginx = text(built, "redirects/nginx.map").splitlines()
    patterns = [re.match(r'"~(\^.*\$)" "(.*)";$', line) for line in nginx]
    assert any(found and re.fullmatch(found[1], "/en/latest/old/ä b/") for found in patterns)
    hosted = load(built, "redirects/readthedocs.json")
    assert {"from_url": "/tags/rsd", "type": "page"}.items() <= next(
        one.items() for one in hosted if "rsd" in one["from_url"]
    )


def test_data_follow_their_schemas(built: Build) -> None:
    """Every file of the API is valid by the schema that is published beside it."""
    schemas = {
        path.stem: json.loads(path.read_bytes()) for path in built.outdir.glob("api/schema/v1/*")
    }
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    files = sorted(
        path for path in built.outdir.glob("api/**/*.json") if "schema" not in path.parts
    )
    assert len(files) == 1 + len(SLUGS) + 5
    for file in files:
        name = "article" if file.parent.name == "articles" else file.stem
        value = json.loads(file.read_bytes())
        Draft202012Validator(schemas.get(name, schemas["terms"])).validate(value)
        assert value["version"] == 1


def test_markdown_is_resolved(built: Build) -> None:
    """An article's Markdown has absolute links, TeX formulas and no trace of the page."""
    markdown = text(built, "articles/hostile.md")
    assert re.search(
        r"\[link\]\(https://kb\.example\.org/en/latest/articles/plain(\.html|/)\)", markdown
    )
    assert "$a_b$" in markdown
    assert "## Frequently Asked Questions" in markdown
    assert "¶" not in markdown
    assert "kb-" not in markdown


def test_markdown_says_what_it_is(built: Build) -> None:
    """Title, excerpt and tags are read as they were typed, in an article and in the contents."""
    for path in ("articles/hostile.md", "llms.txt", "llms-full.txt"):
        read = lxml.html.fragment_fromstring(
            contents.READER.render(text(built, path)), create_parent="div"
        )
        texts = {" ".join(one.text_content().split()) for one in read.iter("h1", "p", "a", "li")}
        title, excerpt = (" ".join(typed.split()) for typed in (HOSTILE, EXCERPT))
        assert title in texts
        assert any(excerpt in one for one in texts)
        assert {one.tag for one in read.iterdescendants()}.isdisjoint({"b", "i", "script"})


def test_citations(built: Build) -> None:
    """BibTeX, RIS and CSL-JSON can be read and say the same."""
    entry = parse_string(text(built, "articles/hostile.bib"), "bibtex").entries["hostile"]
    assert [str(person) for person in entry.persons["author"]] == [
        "Doe, Jane",
        "{Test House Editors}",
        "{Ann and Bob, Jr}",
    ]
    assert entry.fields["year"] == "2024"
    assert r"\textbackslash{}end" in entry.fields["title"]
    lines = text(built, "articles/hostile.ris").splitlines()
    tags = [re.match(r"([A-Z][A-Z0-9])  - ", line) for line in lines if line]
    assert all(tags)
    assert lines[0] == "TY  - ELEC"
    assert lines[-1] == "ER  - "
    (item,) = load(built, "articles/hostile.csl.json")
    assert item["author"] == [
        {"family": "Doe", "given": "Jane"},
        {"literal": "Test House Editors"},
        {"literal": "Ann and Bob, Jr"},
    ]
    assert item["issued"] == {"date-parts": [[2024, 3, 1]]}
    links = built.html("articles/hostile").xpath("//a[contains(@class, 'kb-file')]")
    page = built.path("articles/hostile")
    assert [one.text_content() for one in links] == ["BibTeX", "RIS", "CSL-JSON"]
    assert all((page.parent / one.get("href")).is_file() for one in links)


def test_pictures_come_in_several_sizes(built: Build) -> None:
    """A photograph has its size on the page and smaller copies; what is further down is lazy."""
    page = built.path("articles/plain")
    (image,) = built.html("articles/plain").xpath("//div[contains(@class,'kb-featured')]//img")
    assert (image.get("width"), image.get("height")) == ("1000", "500")
    assert image.get("loading") is None
    copies = dict(part.split(" ") for part in image.get("srcset").split(", "))
    assert sorted(copies.values()) == ["1000w", "400w", "800w"]
    for address, width in copies.items():
        with Image.open(page.parent / address) as copy:
            assert (copy.format, f"{copy.width}w") == ("WEBP", width)
    with Image.open(built.outdir / "_images/cards/hostile.png") as card:
        assert card.size == (1200, 630)


def test_missing_picture_is_drawn(built: Build) -> None:
    """Where a picture is missing, a drawing stands."""
    page = built.path("articles/missing")
    (image,) = built.html("articles/missing").xpath("//div[contains(@class,'kb-featured')]//img")
    drawing = etree.parse(page.parent / image.get("src")).getroot()
    assert etree.QName(drawing).localname == "svg"


def test_what_is_no_picture_is_not_published(make_site: MakeSite) -> None:
    """Another file in its place is a warning at the key, and goes nowhere."""
    files: dict[str, str | bytes] = {
        "_static/broken.jpg": b"no picture",
        "articles/a.md": article(title="A", featuredImage="/conf.py"),
        "articles/b.md": article(title="B", featuredImage="/broken.jpg", ogImage="/broken.jpg"),
    }
    built = make_site(files).build()
    assert built.warnings.splitlines() == [
        f"articles/{place}: WARNING: {what} cannot be read as a picture [kb.image]"
        for place, what in (
            ("a.md:5:16", "featured picture '/conf.py'"),
            ("b.md:5:16", "featured picture '/broken.jpg'"),
            ("b.md:6:10", "picture '/broken.jpg'"),
        )
    ]
    assert not [path for path in built.files() if path.startswith("_images/featured")]
    for name in ("a", "b"):
        (image,) = built.html(f"articles/{name}").xpath(
            "//div[contains(@class,'kb-featured')]//img"
        )
        assert image.get("src") == f"../_images/placeholders/{name}.svg"


def published(build: Build) -> dict[str, bytes]:
    names = text(build, ".published").split("\n")
    return {path: data for path, data in build.files().items() if path in names}


def test_unchanged_files_keep_their_time_and_stale_ones_go(make_site: MakeSite) -> None:
    """An edit touches only files that say something else; an article's files go with it."""
    site = make_site(FILES)
    first = site.build()
    before = {path: (first.outdir / path).stat().st_mtime_ns for path in published(first)}
    site.write({"articles/plain.md": None, "_static/photo.jpg": None})
    second = site.build()
    after = published(second)
    gone = {path for path in before if re.search("plain|photo", path)}
    assert len(gone) >= 10
    assert not [path for path in gone if (second.outdir / path).exists()]
    kept = {path for path in after if (second.outdir / path).stat().st_mtime_ns == before[path]}
    assert {"articles/missing.bib", "articles/missing.md", "robots.txt"} <= kept
    clean = Site(site.srcdir).build(builddir=site.srcdir.parent / "clean")
    assert published(clean) == after


def test_without_an_address_only_pictures_are_published(make_site: MakeSite) -> None:
    """Without ``html_baseurl`` nobody can be told an address, and nothing pretends to know one."""
    conf = CONF.replace('html_baseurl = "https://kb.example.org/"\n', "").replace(
        ', "sphinx_sitemap"', ""
    )
    built = make_site({**FILES, "conf.py": conf}).build()
    assert {path.split("/")[0] for path in published(built)} == {"_images"}
    assert not built.html("articles/plain").xpath("//link[@rel='alternate']")


@pytest.mark.parametrize(("language", "tag"), [("pt_BR", "pt-BR"), ("ar", "ar")])
def test_languages_are_named_as_on_the_web(make_site: MakeSite, language: str, tag: str) -> None:
    """RFC 5646, whatever Sphinx calls a language; a feed in Arabic is shown from right to left."""
    built = make_site(FILES).build(config={"language": language})
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    for name in ("feed.xml", "rss.xml"):
        feed = etree.parse(built.outdir / name)
        assert feed.getroot().get("{http://www.w3.org/XML/1998/namespace}lang") == tag
        assert name == "rss.xml" or grammar.validate(feed), grammar.error_log
    assert load(built, "feed.json")["language"] == load(built, "api/articles.json")["language"]
    assert graph(built.html("articles/plain"))["Article"]["inLanguage"] == tag
    assert f":lang({tag})" in text(built, "_static/feed.css") or language != "ar"


def test_without_a_search_page_nobody_is_sent_there(make_site: MakeSite) -> None:
    """A site that is not searched has no search action, and no address of a search page."""
    built = make_site(FILES).build(config={"kb_search": "none"})
    assert not (built.outdir / "search.html").exists()
    assert "potentialAction" not in graph(built.html("index"))["WebSite"]


def test_pages_of_a_list_know_their_neighbours(make_site: MakeSite) -> None:
    """``rel=next`` leads to older articles and ``rel=prev`` to newer ones."""
    files = {name: file for number in range(7) for name, file in numbered(number).items()}
    built = make_site(files).build(config={"kb_page_size": 2})

    def neighbours(docname: str) -> dict[str, str]:
        links = built.html(docname).xpath("//head/link[@rel='prev' or @rel='next']")
        return {link.get("rel"): link.get("href") for link in links}

    assert neighbours("articles/index") == {"next": "page/2.html"}
    assert neighbours("articles/page/2") == {"prev": "../index.html", "next": "1.html"}
    assert neighbours("articles/page/1") == {"prev": "2.html"}


def test_excerpts_in_feeds(make_site: MakeSite) -> None:
    """Feeds hold as many articles as they are told to, and excerpts if they are."""
    config = {"kb_feed_content": "excerpt", "kb_feed_limit": 2}
    items = load(make_site(FILES).build(config=config), "feed.json")["items"]
    assert len(items) == 2
    assert all("content_html" not in item and item["content_text"] for item in items)


def test_a_preview_publishes_no_draft(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview has the page of a draft and tells nobody else."""
    monkeypatch.setenv("KB_DRAFTS", "1")
    built = make_site(FILES).build()
    page = built.html("articles/draft")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not [path for path, data in published(built).items() if b"Unfinished" in data]
    assert "Disallow: /\n" in text(built, "robots.txt")


def test_the_sites_own_files_come_first(make_site: MakeSite) -> None:
    """A file of ``html_extra_path`` is never replaced."""
    conf = f'{CONF}{CONFIG}html_extra_path = ["extra"]\n'
    built = make_site({**FILES, "conf.py": conf, "extra/robots.txt": "Mine"}).build()
    assert text(built, "robots.txt") == "Mine"


def test_an_alias_below_a_file_ends_no_build(make_site: MakeSite) -> None:
    """An old address that no file system can have beside the others is a warning."""
    built = make_site({"articles/a.md": article(aliases=["/feed.xml/old"])}).build()
    assert "feed.xml/old.html is not published" in built.warnings
    assert (built.outdir / "feed.xml").is_file()
