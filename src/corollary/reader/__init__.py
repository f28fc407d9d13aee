"""The reader: the corpus as web pages, live (`serve`) or written out as files (`export`).

`bodies` typesets statements, `site` makes every page from a path, `data` the JSON beside them; `app` serves them and adds what
needs a running engine (`live`), `export` writes them to a folder.
"""
