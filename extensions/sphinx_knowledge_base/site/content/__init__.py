"""The body of an article: source, sections, raw HTML, images, math and citations."""
