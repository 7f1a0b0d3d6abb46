"""The program served by a process of its own, as an operator runs it, and what reaches it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from survey.config import Settings
from tests.page_client import PageClient

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
LONGEST_START = LONGEST_STOP = 40.0  # seconds
SERVING = re.compile(r"Serving on http://[^:]+:(\d+)")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class Running:
    """A process of the program, and what it has written so far."""

    def __init__(self, settings: Settings, *arguments: object, program: tuple[str, ...]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *program, *map(str, arguments)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"SAMMENHENG_CONFIG": str(settings.source), "PYTHONPATH": str(ROOT)},
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @property
    def port(self) -> int:
        """Return the port it serves on, once it says so."""
        return int(self.told(SERVING)[1])

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def told(self, words: re.Pattern[str]) -> re.Match[str]:
        """Wait until it has written this; return where."""
        late = time.monotonic() + LONGEST_START
        while (found := words.search(self.log)) is None:
            ended = self.process.poll()
            assert ended is None, f"it ended with {ended}: {self.log}"
            assert time.monotonic() < late, f"it does not write {words.pattern}: {self.log}"
            time.sleep(0.02)
        return found

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Return the status and the text of one answer."""
        return ask(self.port, path, method, **headers)

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it and return its exit code."""
        self.process.send_signal(how)
        return self.wait()

    def kill(self) -> None:
        """Kill it and all that it has started, as when a machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        ended = self.process.wait(LONGEST_STOP)
        self.reader.join(LONGEST_STOP)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return ended

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)


@contextmanager
def running(
    settings: Settings, *arguments: object, program: tuple[str, ...] = ("-m", "survey")
) -> Iterator[Running]:
    """Run the program for as long as one needs it."""
    process = Running(settings, *arguments, program=program)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            try:
                process.stop()
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    line = http.client.HTTPConnection(HOST, port, timeout=20)
    try:
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def with_settings(settings: Settings, *lines: str) -> Settings:
    """Add lines to a test's settings file; return the settings as they were."""
    assert settings.source is not None
    with settings.source.open("a", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
    return settings


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


class Elsewhere:
    """Stands for an application that is served at a port: its browsers come over the network."""

    def __init__(self, app: Flask, port: int) -> None:
        self._app, self._port = app, port

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    def test_client(self) -> Client:
        return Client(self._hand_on, TestResponse)

    def _hand_on(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") and name != "HTTP_HOST"
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        line = http.client.HTTPConnection(HOST, self._port, timeout=30)
        try:
            query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
            path = environ["PATH_INFO"] + query
            line.request(environ["REQUEST_METHOD"], path, body, headers)
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP_BY_HOP]
        start_response(f"{answer.status} {answer.reason}", kept)
        return [content]


def browser(app: Flask, port: int, language: str = "en") -> PageClient:
    """Return a browser that reaches an application over the network."""
    return PageClient(Elsewhere(app, port), language)  # type: ignore[arg-type]
