"""Python loads this first where a test asks for it: what would go out is noted, and refused."""

import os
import sys

NOTES = os.environ["NOTES_OF_SOCKETS"]
HERE = {"127.0.0.1", "localhost", "::1", "0.0.0.0", "", "None"}  # noqa: S104 - to listen, or any of ours


def note(text: str) -> None:
    """Write one line, whole, however many processes write."""
    file = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{text}\n".encode())
    os.close(file)


def refuse(event: str, arguments: tuple) -> None:
    """Refuse to look up or to write to any machine but this one; sockets that are files may."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host not in HERE:
        note(f"out: {event} {host}")
        raise ConnectionRefusedError(host)


sys.addaudithook(refuse)
note(f"watched: {' '.join(sys.orig_argv)}")
