"""Repairs: results of Sphinx that depend on the order of reading, or on earlier builds."""
