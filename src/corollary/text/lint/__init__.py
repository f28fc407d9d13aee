"""The rules that `check` holds a corpus to, a module for each part of a page; every one yields faults."""
