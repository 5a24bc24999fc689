"""Find the problems of a site without building it."""
