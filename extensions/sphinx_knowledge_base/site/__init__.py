"""How a knowledge base becomes a Sphinx project: documents, links, lists and navigation."""
