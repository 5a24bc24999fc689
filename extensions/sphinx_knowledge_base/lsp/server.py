"""The server: it answers requests of editors from a snapshot of the site."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import ServerTextPosition

from sphinx_knowledge_base import __version__
from sphinx_knowledge_base.checking.checks import problems
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.editing.rename import RenameError, rename_slug, rename_term
from sphinx_knowledge_base.lsp.completion import choices
from sphinx_knowledge_base.lsp.cursor import pointing_at, writing_at
from sphinx_knowledge_base.lsp.meaning import meaning, subject
from sphinx_knowledge_base.lsp.sites import Sites

if TYPE_CHECKING:
    from pygls.workspace import TextDocument

    from sphinx_knowledge_base.core.problems import Problem
    from sphinx_knowledge_base.lsp.cursor import Cursor

#: Seconds between the last keystroke and the check of a text.
_PAUSE = 0.2

_SEVERITIES: Final = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}


class _AtPosition(Protocol):
    """Parameters of requests about a place in a document."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


class KnowledgeBaseServer(LanguageServer):
    """A language server, with the sites whose files are open."""

    def __init__(self) -> None:
        super().__init__("sphinx-knowledge-base", __version__)
        self.sites = Sites()
        self.changes = 0

    def document(self, uri: str) -> TextDocument:
        """Return an open document."""
        return self.workspace.get_text_document(uri)

    def unsaved(self) -> dict[Path, str]:
        """Return the texts of all open documents by their files."""
        texts = {}
        for uri, document in self.workspace.text_documents.items():
            if file := to_fs_path(uri):
                texts[Path(file).resolve()] = document.source
        return texts

    def publish(self) -> None:
        """Publish the problems of the open documents."""
        unsaved = self.unsaved()
        found: dict[Path, list[Problem]] = {file: [] for file in unsaved}
        for root in {root for file in unsaved if (root := self.sites.root(file))}:
            for problem in self.sites.problems(root, unsaved, problems):
                if (file := root / problem.path) in found:
                    found[file].append(problem)
        for uri in list(self.workspace.text_documents):
            file = Path(to_fs_path(uri) or "").resolve()
            document = self.document(uri)
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(
                    uri=uri,
                    version=document.version,
                    diagnostics=[_diagnostic(document, one) for one in found.get(file, [])],
                )
            )

    def cursor(self, params: _AtPosition, *, writing: bool = False) -> Cursor | None:
        """Return the cursor at the client's position: for completion, or for everything else."""
        document = self.document(params.text_document.uri)
        place = document.position_from_client_units(params.position)
        lines = [line.rstrip("\r\n") for line in document.lines]
        look = writing_at if writing else pointing_at
        return look(lines or [""], place.line + 1, place.character + 1)


def on_open(ls: KnowledgeBaseServer, params: lsp.DidOpenTextDocumentParams) -> None:
    """Check a document that was opened."""
    ls.publish()


def on_save(ls: KnowledgeBaseServer, params: lsp.DidSaveTextDocumentParams) -> None:
    """Check again, with the settings as they are now."""
    ls.sites.forget_settings()
    ls.publish()


async def on_change(ls: KnowledgeBaseServer, params: lsp.DidChangeTextDocumentParams) -> None:
    """Check a text after a pause in typing."""
    ls.changes += 1
    mine = ls.changes
    await asyncio.sleep(_PAUSE)
    if mine == ls.changes:
        ls.publish()


def on_close(ls: KnowledgeBaseServer, params: lsp.DidCloseTextDocumentParams) -> None:
    """Clear the problems of a document that was closed."""
    uri = params.text_document.uri
    ls.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def on_completion(
    ls: KnowledgeBaseServer, params: lsp.CompletionParams
) -> lsp.CompletionList | None:
    """Propose completions."""
    cursor = ls.cursor(params, writing=True)
    found = ls.sites.at(params.text_document.uri, ls.unsaved())
    if cursor is None or found is None:
        return None
    document = ls.document(params.text_document.uri)
    start = _client(document, cursor.line, cursor.column)
    where = lsp.Range(start, params.position)
    ending = ": " if cursor.kind == "key" else ""
    items = [
        lsp.CompletionItem(
            label=one.text,
            detail=one.detail or None,
            documentation=one.documentation or None,
            text_edit=lsp.TextEdit(where, one.text + ending),
        )
        for one in choices(found.snapshot, cursor)
    ]
    return lsp.CompletionList(is_incomplete=False, items=items)


def on_hover(ls: KnowledgeBaseServer, params: lsp.HoverParams) -> lsp.Hover | None:
    """Explain the text at a position."""
    cursor = ls.cursor(params)
    found = ls.sites.at(params.text_document.uri, ls.unsaved())
    if cursor is None or found is None:
        return None
    known = meaning(found.snapshot, found.path, cursor)
    if known is None:
        return None
    document = ls.document(params.text_document.uri)
    return lsp.Hover(
        lsp.MarkupContent(lsp.MarkupKind.Markdown, known.text), _range(document, cursor)
    )


def on_definition(ls: KnowledgeBaseServer, params: lsp.DefinitionParams) -> lsp.Location | None:
    """Return the place of a definition."""
    cursor = ls.cursor(params)
    found = ls.sites.at(params.text_document.uri, ls.unsaved())
    known = meaning(found.snapshot, found.path, cursor) if cursor and found else None
    if known is None or found is None or not known.path:
        return None
    start = lsp.Position(known.line - 1, 0)
    uri = from_fs_path(str(found.root / known.path)) or ""
    return lsp.Location(uri, lsp.Range(start, start))


def on_prepare_rename(
    ls: KnowledgeBaseServer, params: lsp.PrepareRenameParams
) -> lsp.PrepareRenamePlaceholder | None:
    """Return the range and the old name of a slug or term."""
    cursor = ls.cursor(params)
    found = ls.sites.at(params.text_document.uri, ls.unsaved())
    renamed = subject(found.snapshot, found.path, cursor) if cursor and found else None
    if renamed is None or cursor is None:
        return None
    document = ls.document(params.text_document.uri)
    return lsp.PrepareRenamePlaceholder(_range(document, cursor), renamed.name)


def on_rename(ls: KnowledgeBaseServer, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """Rename a slug or a term everywhere."""
    cursor = ls.cursor(params)
    found = ls.sites.at(params.text_document.uri, ls.unsaved())
    renamed = subject(found.snapshot, found.path, cursor) if cursor and found else None
    if renamed is None or found is None:
        return None
    try:
        if renamed.taxonomy is None:
            changes = rename_slug(found.snapshot, renamed.name, params.new_name)
        else:
            changes = rename_term(found.snapshot, renamed.taxonomy, renamed.name, params.new_name)
    except RenameError as error:
        ls.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, str(error)))
        return None
    return lsp.WorkspaceEdit(
        changes={
            from_fs_path(str(found.root / path)) or "": [_whole(before, after)]
            for path, (before, after) in changes.items()
            if before != after
        }
    )


def server() -> KnowledgeBaseServer:
    """Return a server that answers editors."""
    made = KnowledgeBaseServer()
    made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)(on_open)
    made.feature(lsp.TEXT_DOCUMENT_DID_SAVE)(on_save)
    made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)(on_change)
    made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)(on_close)
    made.feature(
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.CompletionOptions(trigger_characters=["`", "(", "/", "[", " ", "<", "{", ":", ","]),
    )(on_completion)
    made.feature(lsp.TEXT_DOCUMENT_HOVER)(on_hover)
    made.feature(lsp.TEXT_DOCUMENT_DEFINITION)(on_definition)
    made.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)(on_prepare_rename)
    made.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))(on_rename)
    return made


def _whole(before: str, after: str) -> lsp.TextEdit:
    """Return the edit that replaces one text by another."""
    start = lsp.Position(0, 0)
    return lsp.TextEdit(lsp.Range(start, lsp.Position(before.count("\n") + 1, 0)), after)


def _diagnostic(document: TextDocument, problem: Problem) -> lsp.Diagnostic:
    start = _client(document, problem.line, problem.column)
    lines = document.lines
    line = lines[problem.line - 1].rstrip("\r\n") if problem.line <= len(lines) else ""
    end = problem.column - 1
    while end < len(line) and line[end] not in " \t,])>`\"'":
        end += 1
    stop = _client(document, problem.line, max(end, problem.column) + 1)
    return lsp.Diagnostic(
        range=lsp.Range(start, stop),
        message=problem.message,
        severity=_SEVERITIES[problem.severity],
        code=f"kb.{problem.type}",
        source="kb",
    )


def _range(document: TextDocument, cursor: Cursor) -> lsp.Range:
    return lsp.Range(
        _client(document, cursor.line, cursor.column),
        _client(document, cursor.line, cursor.column + len(cursor.text)),
    )


def _client(document: TextDocument, line: int, column: int) -> lsp.Position:
    """Convert a place to the client's counting: from 0, and usually in UTF-16 units."""
    return document.position_to_client_units(ServerTextPosition(line - 1, column - 1))
