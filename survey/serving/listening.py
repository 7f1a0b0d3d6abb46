"""The socket that a server listens on: our own, or one that systemd holds for us."""

from __future__ import annotations

import os
import socket

from survey.errors import SurveyError

FIRST_HANDED_OVER = 3  # systemd's number for the first socket it hands over
WAITING = 2048  # connections that may wait to be taken


def handed_over() -> socket.socket | None:
    """Return the socket that systemd has opened for this process, if it has.

    Whoever comes while the program is stopped and started again waits in it.
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or not os.environ.get("LISTEN_FDS"):
        return None
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    return socket.socket(fileno=FIRST_HANDED_OVER)


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that holds an address; raise SurveyError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(WAITING)
    except OSError as error:
        bound.close()
        message = f"{host}:{port} cannot be used ({error.strerror}); choose another with --port"
        raise SurveyError(message) from error
    return bound


def shown(bound: socket.socket) -> str:
    """Return the address of a socket as one opens it in a browser."""
    name = bound.getsockname()
    if isinstance(name, str | bytes):
        return "a socket of the system"
    return f"http://[{name[0]}]:{name[1]}" if ":" in name[0] else f"http://{name[0]}:{name[1]}"
