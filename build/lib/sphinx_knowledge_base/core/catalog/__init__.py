"""Combine all articles into the immutable catalog: terms, addresses, order and relations."""
