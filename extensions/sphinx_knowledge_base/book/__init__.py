"""The book: articles as chapters, for paper (LaTeX) and for readers of e-books (EPUB)."""
