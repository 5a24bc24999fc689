"""What is published beside the pages: one module an output, a function of the catalog."""
