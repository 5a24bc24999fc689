"""What search engines and social networks read in the head of a page."""
