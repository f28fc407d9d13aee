"""One module for each format; each offers `text(document) -> str` or `content(document) -> bytes`."""
