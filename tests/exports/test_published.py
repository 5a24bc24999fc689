"""Check all exports together: valid, complete, and right in every build."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import feedparser
import lxml.html
import pytest
import sphinx_sitemap
from jsonschema import Draft202012Validator
from lxml import etree
from PIL import Image
from pybtex.database import parse_string
from sphinx.util.inventory import InventoryFile

from sphinx_knowledge_base.exports import sitemap as sitemap_module
from tests.helpers import contents
from tests.helpers.articles import article, numbered
from tests.helpers.published import (
    BASE,
    CONFIG,
    EXCERPT,
    FILES,
    HOSTILE,
    addresses,
    broken,
    graph,
    leads_to_a_file,
    load,
    pages,
    text,
)
from tests.helpers.sites import CONF, Build, MakeSite, Site

SCHEMAS = Path(__file__).with_name("schemas")

SLUGS = {"hostile", "plain", "missing", "elsewhere"}


def test_only_the_missing_picture_is_reported(built: Build) -> None:
    """A missing picture is one warning at its key."""
    assert [line for line in built.warnings.splitlines() if line] == [
        "articles/missing.md:5:16: WARNING: featured picture '/none.jpg' does not exist [kb.image]"
    ]


def test_every_address_exists(built: Build) -> None:
    """Every address of the site, in whichever output, is that of a file."""
    assert len(list(addresses(built))) > 300
    assert broken(built) == set()


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


def test_the_sitemap_is_not_gathered_from_pages(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sphinx-sitemap starts no process that every written page reports to, and still writes."""

    def start() -> None:
        pytest.fail("sphinx-sitemap gathers pages")

    monkeypatch.setattr(sphinx_sitemap, "Manager", start)
    site = make_site(FILES)
    assert "<loc>" in text(site.build(), "sitemap.xml")
    assert not (site.build(builder="singlehtml").outdir / "sitemap.xml").exists()


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
        # Whether a file is there that is no picture is nobody's business.
        "articles/a.md:5:16: WARNING: featured picture '/conf.py' does not exist [kb.image]",
        *(
            f"articles/{place}: WARNING: {what} cannot be read as an image [kb.image]"
            for place, what in (
                ("b.md:5:16", "featured picture '/broken.jpg'"),
                ("b.md:6:10", "picture '/broken.jpg'"),
            )
        ),
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
    assert "feed.xml/old.html: not written: a file or folder of that name" in built.warnings
    assert (built.outdir / "feed.xml").is_file()
