"""Metadata in the head of a page, for search engines and social networks."""
