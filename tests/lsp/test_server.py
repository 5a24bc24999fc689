"""The language server, asked by a real client over the pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient

from tests.cli.conftest import article
from tests.helpers.sites import CONF, Site
from tests.helpers.tools import ROOT

TAXONOMY = """\
categories:
  NEWS: {title: News, description: What is new.}
  GUIDES: {title: Guides}
tags:
  tides: {title: Tides, description: What the moon does.}
"""

FILES = {
    "conf.py": CONF,
    "index.md": "# Home\n",
    "taxonomy.yaml": TAXONOMY,
    "glossary.md": "# Glossary\n\n```{glossary}\nebb\n  Water that goes.\n```\n",
    "references.bib": "@book{moon1,title={The Moon},author={A},publisher={P},year={1}}\n",
    "_static/images/moon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "articles/tides.md": article("How tides work", tags="[tides]", excerpt="Twice a day."),
}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    scope="module",
    config=ClientServerConfig(
        server_command=[sys.executable, "-m", "sphinx_knowledge_base", "lsp"],
        server_env={**os.environ, "PYTHONPATH": str(ROOT / "extensions")},
    ),
)
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    """An editor that has started the server, for files of any site."""
    await lsp_client.initialize_session(
        lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), process_id=os.getpid())
    )
    yield
    await lsp_client.shutdown_session()


class Editor:
    """One open file of an editor; ``|`` in its text is the cursor."""

    def __init__(self, client: LanguageClient, path: Path, text: str) -> None:
        before, _, after = text.partition("|")
        self.client = client
        self.uri = path.as_uri()
        self.document = lsp.TextDocumentIdentifier(self.uri)
        lines = before.split("\n")
        # Editors count UTF-16 units.
        column = len(lines[-1].encode("utf-16-le")) // 2
        self.position = lsp.Position(len(lines) - 1, column)
        self.text = before + after
        client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(self.uri, "markdown", 1, self.text))
        )

    def close(self) -> None:
        """Close the file."""
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self.document))

    async def problems(self) -> list[str]:
        """What is said of the file next, with places as editors show them."""
        told = ""
        while told != self.uri:
            method = lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS
            told = (await self.client.wait_for_notification(method)).uri
        return [
            f"{one.range.start.line + 1}:{one.range.start.character + 1}: {one.message}"
            for one in self.client.diagnostics[self.uri]
        ]

    async def offers(self) -> list[str]:
        """What can be written at the cursor."""
        found = await self.client.text_document_completion_async(
            lsp.CompletionParams(self.document, self.position)
        )
        assert isinstance(found, lsp.CompletionList)
        return [item.label for item in found.items]

    async def hover(self) -> str:
        """What stands at the cursor."""
        found = await self.client.text_document_hover_async(
            lsp.HoverParams(self.document, self.position)
        )
        assert found is not None
        assert isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value

    async def goes_to(self) -> tuple[str, int]:
        """The file and line that the editor opens."""
        found = await self.client.text_document_definition_async(
            lsp.DefinitionParams(self.document, self.position)
        )
        assert isinstance(found, lsp.Location)
        return found.uri.rpartition("/")[2], found.range.start.line + 1

    async def rename(self, new: str) -> dict[str, str]:
        """The files that a renaming changes, by their names, as they are then."""
        found = await self.client.text_document_rename_async(
            lsp.RenameParams(self.document, self.position, new)
        )
        assert found is not None
        return {
            uri.rpartition("/")[2]: edits[0].new_text
            for uri, edits in (found.changes or {}).items()
        }


#: Opens an article of a small site, with the text that it has in the editor.
Open = Callable[[str], Editor]


@pytest_asyncio.fixture(loop_scope="module")
async def open_article(client: LanguageClient, tmp_path: Path) -> AsyncIterator[Open]:
    """A function that opens an article; it is closed when the test is over."""
    site = Site(tmp_path).write(FILES)
    opened: list[Editor] = []

    def make(text: str) -> Editor:
        opened.append(Editor(client, site.srcdir / "articles/a.md", text))
        return opened[-1]

    yield make
    for editor in opened:
        editor.close()


async def test_problems_are_those_of_the_check_and_follow_what_is_typed(
    client: LanguageClient, open_article: Open
) -> None:
    """They come when a file is opened, and go when its text is right, before it is saved."""
    wrong = article("😀 A", tags="[tidse]").replace("NEWS", "NEWZ")
    editor = open_article(wrong)
    assert await editor.problems() == [
        "3:11: category 'NEWZ' is not registered (did you mean 'NEWS'?)",
        "5:8: tag 'tidse' is new (did you mean 'tides'?)",
    ]
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(2, editor.uri),
            [lsp.TextDocumentContentChangeWholeDocument(article("A", tags="[tides]"))],
        )
    )
    assert await editor.problems() == []


HEAD = "---\ntitle: A\ncategory: NEWS\ndraft: true\n"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("---\ntitle: A\nfeat|\n---\n", "featuredImage"),
        ("---\ntitle: A\ncategory: |\n---\n", "GUIDES"),
        (f"{HEAD}tags: [a, ti|]\n---\n", "Tides"),
        (f"{HEAD}tags:\n  - t|\n---\n", "Tides"),
        (f"{HEAD}relatedArticles: [|]\n---\n", "tides"),
        (f"{HEAD}featuredImage: /im|\n---\n", "/images/moon.svg"),
        (f"{HEAD}---\n\n😀 [see](/art|", "/articles/tides"),
        (f"{HEAD}---\n\n![see](/|", "/images/moon.svg"),
        (f"{HEAD}---\n\nSee {{kb:article}}`|`", "tides"),
        (f"{HEAD}---\n\nSee {{kb:tag}}`the text <t|", "Tides"),
        (f"{HEAD}---\n\nSee {{cite}}`m|`", "moon1"),
        (f"{HEAD}---\n\nThe {{term}}`|`", "ebb"),
        (f"{HEAD}---\n\nThe {{kb:|", "kb:article"),
    ],
)
async def test_what_can_be_written_is_offered(open_article: Open, text: str, offered: str) -> None:
    """Keys, terms, slugs, pictures, citations and glossary terms, each where it belongs."""
    assert offered in await open_article(text).offers()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}ta|gs: [tides]\n---\n", "tags"),
        (f"{HEAD}tags: [ti|des]\n---\n", "What the moon does."),
        (f"{HEAD}---\n\n😀 [see](/articles/ti|des)", "Twice a day."),
        (f"{HEAD}---\n\n{{kb:tag}}`ti|des`", "What the moon does."),
        (f"{HEAD}---\n\n{{cite}}`mo|on1`", "The Moon"),
    ],
)
async def test_what_is_written_is_explained(open_article: Open, text: str, said: str) -> None:
    """A term by its description, an article by its excerpt, a key by what it means."""
    assert said in await open_article(text).hover()


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [
        (f"{HEAD}---\n\n[see](/articles/ti|des)", "tides.md", 1),
        (f"{HEAD}tags: [ti|des]\n---\n", "taxonomy.yaml", 5),
        (f"{HEAD}---\n\n{{term}}`e|bb`", "glossary.md", 4),
        (f"{HEAD}---\n\n{{cite}}`mo|on1`", "references.bib", 1),
    ],
)
async def test_an_editor_goes_to_where_something_comes_from(
    open_article: Open, text: str, file: str, line: int
) -> None:
    """To the article, the taxonomy, the glossary or the bibliography."""
    assert await open_article(text).goes_to() == (file, line)


async def test_a_slug_is_renamed_everywhere(open_article: Open) -> None:
    """In its article, which keeps the old address as an alias, and in links to it."""
    editor = open_article(f"{HEAD}---\n\n[see](/articles/ti|des)\n")
    changed = await editor.rename("ebb-and-flow")
    assert sorted(changed) == ["a.md", "tides.md"]
    assert changed["a.md"] == f"{HEAD}---\n\n[see](/articles/ebb-and-flow)\n"
    assert 'slug: ebb-and-flow\naliases: ["/articles/tides"]\n---\n' in changed["tides.md"]


async def test_a_tag_is_renamed_everywhere(open_article: Open) -> None:
    """In all articles and in the taxonomy, where the old name becomes a synonym."""
    editor = open_article(f"{HEAD}tags: [ti|des]\n---\n\nText.\n")
    changed = await editor.rename("sea")
    assert changed["a.md"] == f"{HEAD}tags: [sea]\n---\n\nText.\n"
    assert "tags: [sea]" in changed["tides.md"]
    assert "sea: {title: sea" in changed["taxonomy.yaml"]
    assert "synonyms: [tides]" in changed["taxonomy.yaml"]
