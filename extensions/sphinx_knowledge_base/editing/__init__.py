"""Edit the files of authors: change the bytes that must change, and no others."""
