"""The search index, made by Pagefind from the written pages."""
