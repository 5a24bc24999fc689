"""The search index, which Pagefind makes of the written pages."""
