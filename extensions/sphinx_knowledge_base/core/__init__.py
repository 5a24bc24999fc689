"""The model of a knowledge base, without Sphinx and docutils."""
