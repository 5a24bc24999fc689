"""What was written for six other systems is published from ``conf.py`` alone.

The settings are those of the guide, word for word.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.helpers.images import photo
from tests.helpers.sites import CONF, Build, MakeSite
from tests.helpers.six_systems import COUNT, SYSTEMS, System, articles, visible_words
from tests.helpers.tools import ROOT

pytestmark = [pytest.mark.long, pytest.mark.ci]

GUIDE = (ROOT / "guide" / "as-they-are.md").read_text("utf-8")

EXTENSIONS = 'myst_enable_extensions = ["dollarmath"]\n'


def settings(name: str) -> str:
    """The settings that the guide has for a system."""
    found = re.search(rf"^## {name}\n\n```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module", params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> System:
    """Each of the systems."""
    return SYSTEMS[request.param]


@pytest.fixture(scope="module")
def build(make_shared_site: MakeSite, system: System) -> Build:
    """A site of that system: no file of ours but ``conf.py``."""
    files: dict[str, str | bytes | None] = {path: text for path, _, text in articles(system)}
    draft = system.path(COUNT)
    files[draft] = f"{system.draft}\nA secret lantern.\n"
    files[f"{system.pictures}/lamp.png"] = photo("teal", 30)
    files["conf.py"] = CONF + EXTENSIONS + settings(system.name)
    site = make_shared_site({}, name=system.name)
    return site.write({"index.md": None}).write(files).build()


def articles_of(build: Build) -> dict[str, str]:
    """The texts of the pages of articles by their titles, header and footer included."""
    found: dict[str, str] = {}
    for page in sorted(Path(build.outdir, "articles").glob("*.html")):
        html = build.html(f"articles/{page.stem}")
        (title,) = html.xpath("//h1")[:1]
        found[title.text_content()] = html.xpath("//article")[0].text_content()
    return found


def test_a_corpus(build: Build, system: System) -> None:
    """Every article has its page, with every word of its body; the draft is nowhere."""
    assert "ERROR" not in build.warnings
    assert f"Articles: {COUNT} published, 1 draft\n" in build.status
    assert not [name for name, data in build.files().items() if b"lantern" in data]
    pages = articles_of(build)
    for path, word, text in articles(system):
        wanted = Counter(visible_words(system, text))
        assert wanted[word] >= 3
        page = next(text for title, text in pages.items() if re.search(rf"\b{word}\b", title))
        found = Counter(re.findall(r"\w+", page.replace("_", " ")))
        assert wanted - found == Counter(), path


def test_what_is_wrong_is_named(build: Build) -> None:
    """Links that lead nowhere, unknown keys, and what other systems alone understand."""
    warnings = build.warnings.splitlines()
    kinds = Counter(re.sub(r".*\[([\w.]+)\]$", r"\1", line) for line in warnings)
    assert set(kinds) <= {"kb.markdown", "kb.link", "kb.key", "myst.xref_missing"}, warnings


def test_there_are_150() -> None:
    """Six systems, 25 articles each."""
    assert sum(len(list(articles(system))) for system in SYSTEMS.values()) == 150
