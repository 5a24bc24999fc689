"""The pages of a site: headers and footers of articles, lists, navigation and search."""
