"""What of a page lies below the first screen, so that the browser can draw this before it lays out the rest.

Heights are estimates from below: over the corpus, in a window of 1280 pixels, what is marked lies at 950 pixels or deeper.
"""

from __future__ import annotations

import re

FIRST = 950  # pixels that are drawn at once
LETTER, BLOCK = 0.4, 30.0  # pixels of height for each letter, and for each paragraph, item or heading
PARTS = re.compile(r'(?=<li id="step-|<section\b)')
BLOCKS = re.compile(r"<(?:p|li|h2|dt)\b")
UNSEEN = re.compile(r'<span class="katex-mathml">.*?</span>|<(template|svg)\b.*?</\1>|<[^>]*>|\s+', re.DOTALL)
LATER = " data-later"


def later(page: str) -> str:
    """The page, each step and section below the first screen marked with `data-later`."""
    head, *parts = PARTS.split(page)
    above, out = _height(head), [head]
    for part in parts:
        tag = re.match(r"<\w+", part)
        end = tag.end() if tag and above > FIRST else 0
        out.append(f"{part[:end]}{LATER if end else ''}{part[end:]}")
        above += _height(part)
    return "".join(out)


def _height(part: str) -> float:
    """Pixels that the part takes, rather too few."""
    return LETTER * len(UNSEEN.sub("", part)) + BLOCK * len(BLOCKS.findall(part))
