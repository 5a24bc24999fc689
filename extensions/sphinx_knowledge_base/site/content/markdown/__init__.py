"""Markdown as authors write it: MyST, and what other systems have taught them."""
