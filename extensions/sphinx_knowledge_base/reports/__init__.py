"""Reports for editors: what is due, what is missing, and which article links to which."""
