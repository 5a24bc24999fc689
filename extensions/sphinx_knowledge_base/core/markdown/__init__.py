"""Markdown syntax that builds and checks without a build both understand."""
