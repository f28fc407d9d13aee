"""Ctrl-C that lets the work in hand come to its end: an exception raised within native code has ended the process."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from typing import Any


@contextmanager
def heeded() -> Iterator[Event]:
    """Within it the first Ctrl-C sets the event, a second one interrupts at once. In other threads nothing changes."""
    asked = Event()
    if current_thread() is not main_thread():
        yield asked
        return

    def note(number: int, frame: Any) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    former = signal.signal(signal.SIGINT, note)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, former)
