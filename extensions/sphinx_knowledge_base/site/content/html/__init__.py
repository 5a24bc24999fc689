"""The HTML that authors write in Markdown: balanced, and its addresses resolved."""
