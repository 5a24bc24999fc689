"""The text of an article as feeds, Markdown copies and JSON need it."""
