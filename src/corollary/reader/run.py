"""Run the server on this machine and open the browser."""

from __future__ import annotations

import socket
import sys
import threading
from typing import TYPE_CHECKING

from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.text.corpus import Corpus

HOST = "127.0.0.1"  # nobody else can reach it


def serve(corpus: Corpus, port: int, browser: bool, json: bool) -> None:
    """Serve until interrupted.

    Raises:
        InputError: the port is taken.
    """
    import uvicorn

    from corollary.reader.app import application

    listening = _listen(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    config = uvicorn.Config(
        application(corpus),
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
        timeout_keep_alive=75,
    )
    if json:
        sys.stdout.write(f'{{"address": "{address}"}}\n')
    else:
        sys.stdout.write(f"Corollary is at {address}; end with Ctrl-C.\n")
    sys.stdout.flush()
    if browser:
        import webbrowser

        threading.Timer(0.2, webbrowser.open, (address,)).start()
    uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
    except OSError as error:
        made.close()
        raise InputError(
            f"Port {port} cannot be used ({(error.strerror or str(error)).lower()}); give another with --port, or 0 for a free one."
        ) from error
    made.listen(512)
    made.set_inheritable(True)
    return made
