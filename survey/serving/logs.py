"""The program's log, on stderr, without anything about a person.

An error's own text may hold what somebody typed, and a database's error a whole row, so neither is
ever written: what is written is its kind, where in the program it happened, and a database's code
for the kind of error. What libraries say may hold an address or a path, so of their messages only
the place in the library is written, and the few sentences of the server that are known to be safe.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, TextIO

from survey.server_settings import JSON
from survey.serving import worker_number

OURS = ("survey", "scoring", "sammenheng")
REQUESTS = "survey.requests"  # one line for each, in the JSON log only
# What the server says of itself: numbers of processes and the address it listens on.
SAFE = (
    "Starting gunicorn",
    "Listening at",
    "Booting worker",
    "Worker exiting",
    "Worker (pid:%s) was sent",
    "Worker (pid:%s) exited",
    "WORKER TIMEOUT",
    "Handling signal",
    "Shutting down",
    "Exception in worker process",
    "Error handling request",
    "Invalid request",
)
DEEPEST = 30  # places of one error
Fault = BaseException | None


def set_up(style: str) -> None:
    """Let everything that is logged in this process, and every error nobody caught, come here."""
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, ToStderr)]:
        root.removeHandler(old)
    handler = ToStderr()
    handler.setFormatter(AsJson() if style == JSON else AsText())
    root.addHandler(handler)
    # At a terminal one wants to hear of trouble, and nothing of what goes as it should. The level
    # is the loggers': a handler with one of its own would make Flask add another, which tells all.
    logging.getLogger(OURS[0]).setLevel(logging.INFO if style == JSON else logging.WARNING)
    sys.excepthook = _nobody_caught
    threading.excepthook = lambda told: _nobody_caught(
        told.exc_type, told.exc_value, told.exc_traceback
    )


class ToStderr(logging.StreamHandler[TextIO]):
    """Writes to whatever is stderr at that moment."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.setStream(sys.stderr)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Stay silent about a record that could not be written: its values would be told."""


class AsJson(logging.Formatter):
    """One JSON record a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "time": _time_of(record),
            "level": record.levelname.lower(),
            "event": event_of(record),
            "worker": worker_number.current(),
            "pid": os.getpid(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = [described(one) for one in _chain(record.exc_info[1])]
        return json.dumps(told, ensure_ascii=False)


class AsText(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it the places of an error."""
        told = " ".join(f"{name}={value}" for name, value in getattr(record, "told", {}).items())
        event = f"{event_of(record)} {told}".rstrip()
        lines = [f"[{_time_of(record)}] {record.levelname}: {event}"]
        if record.exc_info and record.exc_info[1] is not None:
            for fault in _chain(record.exc_info[1]):
                about = described(fault)
                code = f" ({about['code']})" if "code" in about else ""
                lines += [f"  {about['type']}{code}", *(f"    {one}" for one in about["places"])]
        return "\n".join(lines)


def event_of(record: logging.LogRecord) -> str:
    """Return what happened, in words of ours or as a place in a library."""
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    safe = next((one for one in SAFE if str(record.msg).startswith(one)), None)
    if safe is None:
        return f"{record.name} {record.funcName}:{record.lineno}"
    if safe == "Handling signal":  # its name
        return str(record.getMessage())
    numbers = record.args if isinstance(record.args, tuple) else ()
    told = " ".join(str(one) for one in numbers if isinstance(one, int))
    return f"{safe.replace('(pid:%s) ', '')} {told}".rstrip()


def described(fault: BaseException) -> dict[str, Any]:
    """Return an error's kind, its places from the outermost, and a database's code for its kind."""
    places = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(fault.__traceback__)
    ]
    kind = type(fault)
    told: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}"}
    told["places"] = places[-DEEPEST:]
    # SQLITE_CONSTRAINT_UNIQUE or 23505: a kind of error, and no value.
    code = getattr(fault, "sqlite_errorname", None) or getattr(fault, "sqlstate", None)
    if isinstance(code, str):
        told["code"] = code
    return told


def _chain(fault: BaseException) -> list[BaseException]:
    """Return an error and what led to it, the first first."""
    chain: list[BaseException] = []
    here: Fault = fault
    while here is not None and here not in chain:
        chain.append(here)
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)
    return chain[::-1]


def _short(path: str) -> str:
    """Return a file's place in its package, without the folders of this machine."""
    for folder in sorted(filter(None, sys.path), key=len, reverse=True):
        if path.startswith(folder.rstrip(os.sep) + os.sep):
            return path[len(folder.rstrip(os.sep)) + 1 :]
    return os.path.basename(path)  # noqa: PTH119 - once for each place of an error


def _time_of(record: logging.LogRecord) -> str:
    at = dt.datetime.fromtimestamp(record.created, tz=dt.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _nobody_caught(kind: type[BaseException], fault: Fault, place: TracebackType | None) -> None:
    if fault is None or not issubclass(kind, Exception):
        return
    logging.getLogger("survey").error("an error nobody caught", exc_info=(kind, fault, place))
