"""Everything that is wrong with a site, found without building it."""
