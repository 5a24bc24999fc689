"""The newest articles as Atom, RSS and JSON Feed."""
