"""Importers: turn articles of another system into articles of this one.

Sources are data: nothing in them is run, and nothing outside of them is read.  `pipeline` runs an
import.  Each system has a module in `systems`, each syntax of bodies one in `bodies`.
"""

from __future__ import annotations

from sphinx_knowledge_base.importers.model import Account, Options
from sphinx_knowledge_base.importers.pipeline import ImportSourceError, import_source
from sphinx_knowledge_base.importers.target_folder import TargetError

__all__ = ["Account", "ImportSourceError", "Options", "TargetError", "import_source"]
