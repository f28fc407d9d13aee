"""Waiting for what a page will be."""

import time


def until(page, condition, seconds=20):
    """Wait for a JavaScript condition (Playwright's own way evaluates a string, which the page's policy forbids)."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)
