"""Section numbers come and go with the lists that give them."""

from __future__ import annotations

import pytest

from tests.helpers.comparison import differences
from tests.helpers.sites import CONF, MakeSite

NUMBERED = "# Guide\n\n```{toctree}\n:numbered:\n\none\ntwo\n```\n"
FILES = {
    "conf.py": CONF.replace(
        '"sphinx_knowledge_base"]', '"sphinx_knowledge_base", "sphinx_fastbuild"]'
    ),
    "index.md": "# Home\n\n```{toctree}\nguide/index\n```\n",
    "guide/index.md": NUMBERED,
    "guide/one.md": "# One\n\n## First\n\nText.\n",
    "guide/two.md": "# Two\n\n## Second\n\nSee [](one.md).\n",
}

#: A list without numbers, one of fewer documents, and one in another order.
OTHERS = {
    "without": NUMBERED.replace(":numbered:\n", ""),
    "fewer": NUMBERED.replace("two\n", ""),
    "swapped": NUMBERED.replace("one\ntwo\n", "two\none\n"),
    "shallow": NUMBERED.replace(":numbered:", ":numbered: 1"),
}


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.long
@pytest.mark.ci
def test_numbers_follow_their_list(make_site: MakeSite, builder: str, other: str) -> None:
    """A document in no numbered list any more loses its numbers, and gets them back."""
    site = make_site(FILES)
    site.build(builder)
    for text in (OTHERS[other], NUMBERED):
        site.write({"guide/index.md": text})
        built = site.build(builder).files()
        clean = site.build(builder, builddir=site.srcdir.parent / f"clean-{hash(text)}").files()
        assert differences(built, clean) == {}
