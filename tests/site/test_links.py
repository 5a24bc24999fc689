"""Roles, plain links and site paths lead to their targets; a broken one is one exact warning."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from sphinx.util.inventory import InventoryFile

from sphinx_knowledge_base.site.links import find_anchor
from tests.helpers.articles import article
from tests.helpers.sites import CONF, Build, MakeSite, Site

TAXONOMY = """\
categories:
  CASE_REPORTS: {title: Case Reports}
tags:
  CRPS: {synonyms: [RSD]}
authors:
  The Team: {}
audiences:
  patients: {title: For patients}
"""
TARGET = article(
    "Intro.\n\n## Ketamine's Mind-Body Link\n\nText.\n",
    title="The Target",
    slug="target",
    category="CASE_REPORTS",
    tags=["CRPS"],
    author="The Team",
    audience="patients",
    series="Basics",
)
FILES = {
    "taxonomy.yaml": TAXONOMY,
    "articles/2025/the file.md": TARGET,
    "about.md": "---\norphan: true\n---\n# About\n\n## Us & Them\n",
}
SETTINGS = "myst_heading_anchors = 4\nmyst_heading_anchors_html_ids = True\n"


def linking(make_site: MakeSite, markdown: str, conf: str = "") -> Site:
    """A site whose article ``one`` has *markdown* on line 12."""
    text = article(f"A.\n\nB.\n\n{markdown}\n", category="CASE_REPORTS", slug="one")
    return make_site({"conf.py": CONF + SETTINGS + conf, "articles/one.md": text, **FILES})


def link(build: Build) -> tuple[str, str]:
    """Target and text of the only link in the article's own text."""
    (found,) = build.html("articles/one").xpath("//section/p[not(@class)]//a")
    return found.get("href"), found.text_content()


#: Markdown of a link; its target and text.
ARRIVALS = (
    ("{kb:article}`target`", "target.html", "The Target"),
    ("{kb:article}`words <target>`", "target.html", "words"),
    ("{kb:category}`CASE_REPORTS`", "../categories/case-reports.html", "Case Reports"),
    ("{kb:category}`case reports`", "../categories/case-reports.html", "Case Reports"),
    ("{kb:tag}`CRPS`", "../tags/crps.html", "CRPS"),
    ("{kb:tag}`rsd`", "../tags/crps.html", "CRPS"),
    ("{kb:author}`the-team`", "../authors/the-team.html", "The Team"),
    ("{kb:author}`them <The Team>`", "../authors/the-team.html", "them"),
    ("{kb:audience}`patients`", "../audiences/patients.html", "For patients"),
    ("{kb:audience}`For patients`", "../audiences/patients.html", "For patients"),
    ("{kb:series}`Basics`", "../series/basics.html", "Basics"),
    ("{any}`target`", "target.html", "The Target"),
    ("{any}`CASE_REPORTS`", "../categories/case-reports.html", "Case Reports"),
    ("{doc}`/articles/target`", "target.html", "The Target"),
    ("[](target)", "target.html", "The Target"),
    ("[words](CRPS)", "../tags/crps.html", "words"),
    ("[words](<2025/the file.md>)", "target.html", "words"),
    ("[](<2025/the file.md>)", "target.html", "The Target"),
    ("[words](/articles/target)", "target.html", "words"),
    ("[words](/articles/target/)", "target.html", "words"),
    ("[](/blog/target)", "target.html", "The Target"),
    ("[words](/blog/target?from=feed)", "target.html", "words"),
    ("[words](/blog/category/case-reports)", "../categories/case-reports.html", "words"),
    ("[words](/blog/category/CASE_REPORTS)", "../categories/case-reports.html", "words"),
    ("[words](/about)", "../about.html", "words"),
    ("[words](../about.md#us--them)", "../about.html#us-them", "words"),
    ("[words](/about#us--them)", "../about.html#us-them", "words"),
    ("[words](/tags/crps)", "../tags/crps.html", "words"),
    ("[words](https://example.org/x)", "https://example.org/x", "words"),
)


@pytest.fixture(scope="module")
def arrivals(make_shared_site: MakeSite) -> Build:
    """All of these links, each a paragraph, also checked with ``-n``."""
    markdown = "\n\n".join(markdown for markdown, _, _ in ARRIVALS)
    build = linking(make_shared_site, markdown).build(config={"nitpicky": True})
    assert build.warnings == ""
    return build


@pytest.mark.parametrize("case", ARRIVALS, ids=lambda case: case[0])
def test_arrives(arrivals: Build, case: tuple[str, str, str]) -> None:
    """The link leads where its author meant."""
    paragraphs = arrivals.html("articles/one").xpath("//section/p[not(@class)]")[2:]
    assert len(paragraphs) == len(ARRIVALS)
    (found,) = paragraphs[ARRIVALS.index(case)].xpath(".//a")
    assert (found.get("href"), found.text_content()) == case[1:]


@pytest.mark.parametrize(
    "markdown",
    [
        "[words](/blog/target#ketamines-mind-body-link)",
        "[words](/articles/target#ketamines-mind-body-link)",
        "[words](<2025/the file.md#ketamines-mind-body-link>)",
    ],
)
def test_arrives_at_a_heading(make_site: MakeSite, markdown: str) -> None:
    """A heading's anchor as GitHub writes it is found on the page that the link leads to."""
    build = linking(make_site, markdown).build(config={"nitpicky": True})
    assert build.warnings == ""
    page, _, fragment = link(build)[0].partition("#")
    assert page == "target.html"
    heading = build.html("articles/target").get_element_by_id(fragment)
    assert "Mind-Body Link" in heading.text_content()


#: Markdown of what leads nowhere, and what is said of it.
MISSES = (
    ("{kb:article}`tarjet`", "there is no article 'tarjet' (did you mean 'target'?)"),
    ("{kb:article}`zzz`", "there is no article 'zzz'"),
    (
        "{kb:category}`CASE_REPORT`",
        "there is no category 'CASE_REPORT' (did you mean 'CASE_REPORTS'?)",
    ),
    ("{kb:tag}`crpss`", "there is no tag 'crpss' (did you mean 'CRPS'?)"),
    ("{kb:author}`Team`", "there is no author 'Team'"),
    ("{kb:author}`The Tem`", "there is no author 'The Tem' (did you mean 'The Team'?)"),
    ("{kb:series}`Basic`", "there is no series 'Basic' (did you mean 'Basics'?)"),
    ("{kb:audience}`patient`", "there is no audience 'patient' (did you mean 'patients'?)"),
    ("[w](/blog/tarjet)", "link '/blog/tarjet' leads nowhere (did you mean '/blog/target'?)"),
    (
        "[w](/articles/tarjet)",
        "link '/articles/tarjet' leads nowhere (did you mean '/articles/target'?)",
    ),
    ("[w](/pricing)", "link '/pricing' leads nowhere"),
    ("```{articles}\n:tag: crpss\n```", "there is no tag 'crpss' (did you mean 'CRPS'?)"),
    (
        "```{articles}\n:related: tarjet\n```",
        "there is no article 'tarjet' (did you mean 'target'?)",
    ),
)


def test_misses(make_site: MakeSite) -> None:
    """Each is one warning, exactly where it is, with the nearest name.

    All are said again in the next build, in which nothing is read.
    """
    site = linking(make_site, "\n\n".join(markdown for markdown, _ in MISSES))
    line = 12
    expected = []
    for markdown, message in MISSES:
        written = message.split("'")[1]
        column = markdown.splitlines()[0].find(written) + 1 or 1  # of a directive, its beginning
        expected.append(f"articles/one.md:{line}:{column}: WARNING: {message} [kb.link]")
        line += markdown.count("\n") + 2
    assert site.build(config={"nitpicky": True}).warnings.splitlines() == expected
    again = site.build(config={"nitpicky": True})
    assert "0 added, 0 changed, 0 removed" in again.status
    assert again.warnings.splitlines() == expected


@pytest.mark.parametrize(
    ("markdown", "text"), [("[w](/pricing)", "w"), ("[](/pricing)", "/pricing")]
)
def test_text_of_a_miss(make_site: MakeSite, markdown: str, text: str) -> None:
    """What leads nowhere is its text, and no link to a place that is not there."""
    build = linking(make_site, f"Our {markdown}.").build()
    paragraphs = build.html("articles/one").xpath("//section/p[not(@class)]")
    assert [one.text_content() for one in paragraphs] == ["A.", "B.", f"Our {text}."]
    assert paragraphs[-1].xpath(".//a") == []


def test_misses_can_be_suppressed(make_site: MakeSite) -> None:
    """``suppress_warnings`` knows the type."""
    site = linking(make_site, "{kb:tag}`zzz`", 'suppress_warnings = ["kb.link"]\n')
    assert site.build(config={"nitpicky": True}).warnings == ""


def test_link_patterns(make_site: MakeSite) -> None:
    """A site's own patterns replace the usual ones and may name any taxonomy."""
    conf = 'kb_link_patterns = ["/learn/{slug}.html", "/topics/{tag}", "/by/{author}"]\n'
    body = "[a](/learn/target.html) [b](/topics/CRPS) [c](/by/The%20Team)"
    build = linking(make_site, body, conf).build(config={"nitpicky": True})
    assert build.warnings == ""
    found = build.html("articles/one").xpath("//section/p[not(@class)]//a/@href")
    assert found == ["target.html", "../tags/crps.html", "../authors/the-team.html"]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/pricing", "https://example.org/pricing"),
        ("/pricing?a=1&b=2#c", "https://example.org/pricing?a=1&b=2#c"),
        ("/blog/tarjet", "https://example.org/blog/tarjet"),
    ],
)
def test_site_url(make_site: MakeSite, path: str, url: str) -> None:
    """With ``kb_site_url`` a path that is no page's leads there, and is no mistake."""
    conf = 'kb_site_url = "https://example.org"\n'
    build = linking(make_site, f"[words]({path})", conf).build(config={"nitpicky": True})
    assert build.warnings == ""
    assert link(build) == (url, "words")


@pytest.mark.parametrize("builder", ["dirhtml", "latex", "epub", "text", "singlehtml"])
def test_every_builder(make_site: MakeSite, builder: str) -> None:
    """Links of each kind are resolved by every builder without a warning."""
    body = "{kb:article}`target` {kb:tag}`CRPS` [a](/blog/target) [b](<2025/the file.md>) [](CRPS)"
    site = linking(make_site, body)
    assert site.build(builder, config={"nitpicky": True, "version": "1"}).warnings == ""


def test_a_label_is_found_without_looking_at_all_labels() -> None:
    """Many pages link to labels, and there may be one for each page."""
    labels = {f"place {number}": (f"articles/{number}", f"place-{number}") for number in range(9)}
    with_labels = Mock(spec=dict)
    with_labels.get.side_effect = labels.get
    env = Mock(metadata={"articles/3": {}})
    env.domains.standard_domain.anonlabels = with_labels
    assert find_anchor(env, "articles/3", "place 3") == "place-3"
    with_labels.values.assert_not_called()


def test_inventory(make_site: MakeSite) -> None:
    """Other projects find articles and terms through intersphinx."""
    build = linking(make_site, "Text.").build()
    stored = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="https://x/")
    assert stored["kb:article", "target"].uri == "https://x/articles/target.html"
    assert stored["kb:article", "target"].display_name == "The Target"
    assert stored["kb:category", "CASE_REPORTS"].uri == "https://x/categories/case-reports.html"
    assert stored["kb:tag", "crps"].display_name == "CRPS"
