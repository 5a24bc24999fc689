"""CSS classes that identify parts of pages for other modules, style sheets and scripts.

They are a contract: exports cut the text of an article out of its page at the header and footer,
the search index skips some blocks, books and LaTeX style some of them.  The style sheet
``static/knowledge-base.css``, the scripts beside it and ``templates/latex/kb-book.sty`` use the
same names.  Classes that only the style sheet looks for are written where they are made.
"""

from __future__ import annotations

from typing import Final

HEADER: Final = "kb-header"
"""The block under the title of an article or of a term's page."""
FOOTER: Final = "kb-footer"
"""The block after the text of an article."""
BLOCK: Final = "kb-block"
"""One block of a footer: tags, series, related articles."""
BLOCK_HEADING: Final = "kb-heading"

BADGES: Final = "kb-badges"
BYLINE: Final = "kb-byline"
STANDFIRST: Final = "kb-standfirst"
"""The excerpt of an article, or the description of a term, in a header."""
FEATURED: Final = "kb-featured"
"""The featured image in a header."""
PORTRAIT: Final = "kb-portrait"
"""The image of an author or another term."""

KEY_TAKEAWAYS: Final = "kb-key-takeaways"
"""The section that sums up an article."""
DISCLAIMER: Final = "kb-disclaimer"
CITATION: Final = "kb-citation"
"""The numbers in the text that link to the references."""
REFERENCES: Final = "kb-references"
"""The section with the references."""

ARTICLES: Final = "kb-articles"
"""A list or table of articles."""
TERMS: Final = "kb-terms"
"""A list of terms."""
PAGER: Final = "kb-pager"
"""The links to the next and previous page of a list."""
BREADCRUMBS: Final = "kb-breadcrumbs"
"""Made by ``templates/kb/breadcrumbs.html``."""
SEARCH_BOX: Final = "kb-search"
"""Made by ``templates/kb/search-box.html``."""
