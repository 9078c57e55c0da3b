"""What only one launcher can have at a time: a data folder and a port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import TextIO

BACKLOG = 512
# The web server of a launcher that was killed a moment ago is still finishing its requests.
PATIENCE = 3.0


class Taken(Exception):
    """Somebody else has it; the text is one sentence for the person at the terminal."""


def claim_port(host: str, port: int) -> socket.socket:
    """A listening socket; the web server inherits it, so nothing can come in between.

    It listens at once: two sockets that are only bound could share the port.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise Taken(f"Cannot listen on {host}: {error.strerror}.") from None
    limit = time.monotonic() + PATIENCE
    while True:
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE or time.monotonic() > limit:
                raise Taken(_refusal(host, port, error)) from None
            time.sleep(0.1)
        else:
            return listener


def _refusal(host: str, port: int, error: OSError) -> str:
    reason = os.strerror(error.errno or 0)
    hint = "Is it running already? Choose another port with PORT=…"
    return f"Cannot listen on {host} port {port}: {reason}. {hint}"


def claim_folder(folder: Path, name: str) -> TextIO:
    """The open lock file; the claim ends when the process does, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = (folder / f"{name}.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        pid = handle.read().strip() or "unknown"
        handle.close()
        raise Taken(f"The data folder {folder} is in use already, by process {pid}.") from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
