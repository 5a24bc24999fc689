"""Repairs of Sphinx's results that depend on the order of reading, or on earlier builds."""
