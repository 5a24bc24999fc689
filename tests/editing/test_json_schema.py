"""The JSON Schema that editors get for the front matter of one site."""

from __future__ import annotations

import jsonschema
import pytest

from sphinx_knowledge_base.checking.site_settings import open_site
from sphinx_knowledge_base.checking.snapshot import SiteReader
from sphinx_knowledge_base.editing.json_schema import front_matter_schema
from tests.helpers.sites import CONF, MakeSite


@pytest.mark.parametrize(
    ("setting", "block"),
    [
        ("", {"title": "A", "category": "NEWS"}),
        ("kb_default_category = 'NEWS'", {"title": "A"}),
        ("kb_path_metadata = ['{category}/{slug}.md']", {"title": "A"}),
        ("kb_front_matter_keys = {'name': 'title'}", {"name": "A", "category": "NEWS"}),
    ],
)
def test_what_the_site_gives_is_not_required(
    make_site: MakeSite, setting: str, block: dict[str, object]
) -> None:
    """An editor marks no key as missing that a setting makes superfluous, and no other less."""
    site = make_site({"conf.py": f"{CONF}{setting}\n"})
    schema = front_matter_schema(SiteReader(open_site(site.srcdir)).read())
    block |= {"draft": True}
    jsonschema.validate(block, schema)
    for key in block.keys() & {"title", "category"}:
        if key in schema["required"]:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({name: block[name] for name in block if name != key}, schema)


def test_only_what_is_registered_is_offered(make_site: MakeSite) -> None:
    """A category or audience that an article invents is none that others should write."""
    text = "---\ntitle: A\ncategory: NEWZ\naudience: childs\ntags: [ebb]\ndraft: true\n---\n\nA.\n"
    registry = "categories: {NEWS: {title: The News}}\naudiences: {children: {}}\ntags: {sea: {}}\n"
    site = make_site({"taxonomy.yaml": registry, "articles/a.md": text})
    schema = front_matter_schema(SiteReader(open_site(site.srcdir)).read())
    right = {"title": "A", "category": "The News", "audience": "children", "tags": ["sea", "ebb"]}
    jsonschema.validate(right, schema)
    for wrong in ({"category": "NEWZ"}, {"category": "Newz"}, {"audience": ["childs"]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(right | wrong, schema)
