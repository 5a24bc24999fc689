"""Read one article file: bytes in; front matter, facts of the body and every problem out."""
