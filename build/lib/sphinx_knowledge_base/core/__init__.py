"""What a knowledge base is, without Sphinx and without docutils."""
