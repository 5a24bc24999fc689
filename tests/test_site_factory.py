"""The site factory keeps builds apart: what one registers is unknown to the next."""

from __future__ import annotations

from tests.helpers.sites import MakeSite

CONF = 'extensions = ["myst_parser"]\n'
WITH_ROLE = """\
import docutils.nodes
extensions = ["myst_parser"]
def loud(name, raw, text, line, inliner):
    return [docutils.nodes.strong("", text)], []
def setup(app):
    app.add_role("loud", loud)
"""
INDEX = "# Home\n\n{loud}`hello`\n"


def test_role_of_one_site_is_unknown_to_the_next(make_site: MakeSite) -> None:
    first = make_site({"conf.py": WITH_ROLE, "index.md": INDEX}, "first").build()
    assert first.warnings == ""
    assert first.html("index").findtext(".//strong") == "hello"
    second = make_site({"conf.py": CONF, "index.md": INDEX}, "second").build()
    assert 'index.md:3: WARNING: Unknown interpreted text role "loud"' in second.warnings


def test_second_build_reads_only_what_was_edited(make_site: MakeSite) -> None:
    pages = {"conf.py": CONF, "index.md": "# Home\n", "a.md": "# A\n", "b.md": "# B\n"}
    site = make_site(pages)
    before = site.build("dirhtml")
    after = site.write({"a.md": "# Another\n"}).build("dirhtml")
    assert "0 added, 1 changed, 0 removed" in after.status
    assert "Another" in (after.html("a").findtext(".//h1") or "")
    assert before.files().keys() == after.files().keys()
