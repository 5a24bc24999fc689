"""What ARCHITECTURE.md shows of the code, taken from the code."""
