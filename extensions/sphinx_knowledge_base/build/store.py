"""The store: keep state between builds, in files beside the doctrees.

Each kind of state is declared once, as a :class:`State`: its name, its version, and how to encode
its value as JSON.  The store does the rest: path, format and validity of the file.  State only
saves work.  The store ignores a file that is missing, damaged, of another version or of another
shape, without an error; the owner then computes the value again.

A state file is JSON.  Its first line is the seal, a digest of everything after it::

    {"seal": "6f1d...",
    "version": 4, "made_by": "...", "value": ...}

Where the environment variable ``KB_CACHE_KEY`` is set, the seal is a signature with that key
(HMAC-SHA256).  Then only those with the key can put state into a cache that a build restores: the
store ignores a file with another seal, or without one.

Only the list of published files (``MANIFEST``) is not beside the doctrees.  It is in the output
folder, because it lists the files there that we may delete.
"""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sphinx_knowledge_base.core.catalog.digests import digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

T = TypeVar("T")

#: The environment variable with the key that signs state.
KEY_VARIABLE = "KB_CACHE_KEY"

#: The file in an output folder that lists what this package published there.
MANIFEST = ".published"

#: The rooms of the command ``kb``.  Builds do not import them, so they cannot change any output.
OUTSIDE_BUILDS = ("checking", "cli", "editing", "importers", "lsp", "reports", "starter")

#: The prefix of all files and folders of the store.
_PREFIX = "knowledge-base-"


@dataclass(frozen=True, slots=True)
class State(Generic[T]):
    """One kind of state, as its owner declares it."""

    name: str
    """The middle of the file's name: ``articles`` is kept in ``knowledge-base-articles.json``."""
    version: int
    """To be raised whenever the shape of the encoded value changes."""
    encode: Callable[[T], Any]
    """Encodes the value for JSON."""
    decode: Callable[[Any], T]
    """Decodes the value.  It may raise any error for data of another shape."""
    is_of_output: bool = False
    """Whether each output folder has its own file: several can share the doctrees."""
    holds_unpublished: bool = False
    """Whether the value contains data of unpublished articles."""


@dataclass(frozen=True, slots=True)
class Store:
    """The state of one folder of doctrees."""

    folder: Path
    output: str = ""
    """Names the output folder of the build; see :func:`store_of`."""
    is_published: bool = False
    """Whether the folder is inside the output folder, and published with it."""

    def load(self, state: State[T], made_by: str = "") -> T | None:
        """Return the value of *state*, or None if there is no valid one.

        :param made_by: A digest of the code and the settings that compute the value.  A value
        with another one is not valid.
        """
        file = self.file(state)
        with suppress(Exception):  # any fault of the file: its owner computes the value again
            first, _, rest = file.read_bytes().partition(b"\n")
            if json.loads(first.rstrip(b",") + b"}") != {"seal": seal(file.name, rest)}:
                return None
            kept = json.loads(b"{" + rest)
            if (kept["version"], kept["made_by"]) == (state.version, made_by):
                return state.decode(kept["value"])
        return None

    def save(self, state: State[T], value: T, made_by: str = "") -> None:
        """Save *value* atomically: a build that is killed leaves the old file or the new one.

        Data of unpublished articles is not saved where readers may find it.
        """
        if self.is_published and state.holds_unpublished:
            self.discard(state)
            return
        file = self.file(state)
        kept = {"version": state.version, "made_by": made_by, "value": state.encode(value)}
        rest = json.dumps(kept, separators=(",", ":")).encode()[1:]
        self.folder.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_bytes(f'{{"seal": "{seal(file.name, rest)}",\n'.encode() + rest)
        new.replace(file)

    def discard(self, state: State[Any]) -> None:
        """Delete *state* before the work that it describes, so that a killed build leaves none."""
        self.file(state).unlink(missing_ok=True)

    def file(self, state: State[Any]) -> Path:
        """Return the file of *state*."""
        of_output = f"-{self.output}" if state.is_of_output else ""
        return self.folder / f"{_PREFIX}{state.name}{of_output}.json"

    def cache(self, name: str) -> Path:
        """Return the folder of a cache of many files (see `exports.output_cache`)."""
        return self.folder / f"{_PREFIX}{name}"


def store_of(app: Sphinx) -> Store:
    """Return the store of this build.

    Several output folders can share a folder of doctrees, even for one builder.  So the name of
    an output is that of the builder and a digest of the folder's path.
    """
    try:
        # A relative path is the same in a copy of the whole project elsewhere.
        outdir = os.path.relpath(app.outdir, app.doctreedir)
    except ValueError:  # on another drive
        outdir = str(app.outdir)
    place = digest(Path(outdir).as_posix())[:8]
    # Without `-d`, and always for gettext with `-M`, doctrees are inside the output folder.
    is_published = Path(app.doctreedir).is_relative_to(app.outdir)
    return Store(Path(app.doctreedir), f"{app.builder.name}-{place}", is_published)


def seal(name: str, data: bytes) -> str:
    """Return the digest, or with a key the signature, of *data* in a file called *name*."""
    content = name.encode("utf-8", "surrogateescape") + b"\0" + data
    if key := os.environ.get(KEY_VARIABLE):
        return hmac.digest(key.encode("utf-8", "surrogateescape"), content, "sha256").hex()
    return blake2b(content, digest_size=32).hexdigest()


@cache
def code_digest(folder: Path, leave_out: tuple[str, ...] = ()) -> str:
    """Return a digest of all Python code and translations in *folder*.

    Values that other code computed are not valid.  A process runs the code that it has imported, so
    the digest is computed once.

    :param leave_out: The names of folders in it that do not count.
    """
    code = blake2b(digest_size=16)
    for file in sorted(folder.rglob("*")):
        counts = file.relative_to(folder).parts[0] not in leave_out
        if counts and file.suffix in {".py", ".mo"}:
            code.update(file.read_bytes())
    return code.hexdigest()
