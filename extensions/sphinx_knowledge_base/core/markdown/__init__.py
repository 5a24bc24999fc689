"""Syntax of Markdown that pages and what is read without building them have in common."""
