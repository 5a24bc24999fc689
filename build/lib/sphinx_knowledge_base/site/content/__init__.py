"""The body of an article: source, legacy HTML, citations, math, images and sections."""
