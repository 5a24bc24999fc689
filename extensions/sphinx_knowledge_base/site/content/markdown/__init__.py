"""Markdown as authors write it: MyST, and syntax of other systems."""
