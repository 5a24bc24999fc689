"""Images: copies of featured images, cards for social networks, and placeholders."""
