"""Which files of a site's folder can be sources, whatever its settings say."""

from __future__ import annotations

#: What is never a source: hidden files and folders, environments of Python with all that is
#: installed there, packages of JavaScript, and what builds make.
_NEVER = (".*", "venv", "site-packages", "node_modules", "__pycache__", "_build")

#: The same as glob patterns, at the root and below.
NEVER_SOURCES = tuple(f"{start}{name}" for name in _NEVER for start in ("", "**/"))

#: The file that marks a virtual environment (PEP 405).
ENVIRONMENT_MARK = "pyvenv.cfg"
