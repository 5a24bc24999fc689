"""New sites: the files that ``kb init`` writes."""
