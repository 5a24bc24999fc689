"""The systems that articles come from, one module each."""
