"""Parallel: read and write batches of documents in forked processes."""
