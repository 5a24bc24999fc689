"""What editors ask of their site: what is due, what is missing, who links to whom."""
