"""The text of articles, for feeds, the JSON API and Markdown files."""
