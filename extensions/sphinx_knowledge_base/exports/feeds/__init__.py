"""Feeds of the newest articles: Atom, RSS and JSON Feed."""
