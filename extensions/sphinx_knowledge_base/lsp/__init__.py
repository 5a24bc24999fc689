"""The language server: what editors show while an article is written."""
