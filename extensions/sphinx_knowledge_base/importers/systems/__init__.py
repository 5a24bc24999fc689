"""The systems that articles are imported from, one module each."""
