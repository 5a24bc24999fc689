"""Copies of pictures, drawn cards and placeholders."""
