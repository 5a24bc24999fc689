"""Translate bodies: one module for each syntax, whichever systems use it."""
