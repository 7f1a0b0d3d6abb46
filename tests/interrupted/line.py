"""A bad line: requests are cut off, answers get lost, messages come twice, late or out of order."""

from __future__ import annotations

import http.client
import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.interrupted.serving import HOST

PATIENCE = 30.0  # seconds with one answer
LONGEST_WITHOUT = 60.0  # without any answer at all


class Lost(Exception):
    """Nothing came back; whether the message arrived is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    cookie: str | None
    text: str


@dataclass
class Fate:
    """How often each thing happens to a message."""

    cut: float = 0.05  # broken off before all of it was sent
    deaf: float = 0.06  # all of it was sent, but the answer never comes
    twice: float = 0.06  # comes again at once
    late: float = 0.06  # comes again, or for the first time, at some later moment


class Line:
    """One person's line to the server."""

    def __init__(self, port: int, chance: random.Random, answered: Callable[[], None]) -> None:
        self.port = port
        self.answered = answered  # is told of each answer
        self.chance = chance
        self.fate = Fate()
        self.under_way: list[bytes] = []  # messages that are still to arrive

    def get(self, path: str, cookie: str) -> Answer:
        """Ask for a page until it comes."""
        return self._insist(self._message("GET", path, cookie, ""))

    def post(self, path: str, cookie: str, form: Mapping[str, str]) -> Answer:
        """Send a form over the bad line; raise Lost where no answer comes."""
        message = self._message("POST", path, cookie, urlencode(form))
        self._let_some_arrive()
        if self.chance.random() < self.fate.cut:
            self._send(message[: self.chance.randrange(len(message))])
            raise Lost
        if self.chance.random() < self.fate.late:
            self.under_way.append(message)
            if self.chance.random() < 0.5:
                raise Lost
        if self.chance.random() < self.fate.deaf:
            self._send(message)
            raise Lost
        answer = self._exchange(message)
        if self.chance.random() < self.fate.twice:
            self._send(message)
        return answer

    def post_plainly(self, path: str, cookie: str, form: Mapping[str, str]) -> Answer:
        """Send a form once and well, again only where the server is away."""
        return self._insist(self._message("POST", path, cookie, urlencode(form)))

    def let_everything_arrive(self) -> None:
        """Deliver what is still under way, in any order."""
        self.chance.shuffle(self.under_way)
        for message in self.under_way:
            self._insist(message)
        self.under_way.clear()

    def _let_some_arrive(self) -> None:
        while self.under_way and self.chance.random() < 0.3:
            self._send(self.under_way.pop(self.chance.randrange(len(self.under_way))))

    def _message(self, method: str, path: str, cookie: str, body: str) -> bytes:
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            "Accept-Language: nb",
            "Connection: close",
            "X-From-Script: 1",
            f"Cookie: sammenheng={cookie}",
        ]
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded"]
            head += [f"Content-Length: {len(body)}"]
        return ("\r\n".join(head) + "\r\n\r\n" + body).encode()

    def _insist(self, message: bytes) -> Answer:
        late = time.monotonic() + LONGEST_WITHOUT
        while True:
            try:
                return self._exchange(message)
            except Lost:
                assert time.monotonic() < late, "the server stays away"
                time.sleep(0.02)

    def _send(self, message: bytes) -> None:
        """Send and hang up without listening."""
        try:
            with socket.create_connection((HOST, self.port), timeout=PATIENCE) as line:
                line.sendall(message)
                if self.chance.random() < 0.5:
                    time.sleep(self.chance.random() * 0.02)
        except OSError:
            pass

    def _exchange(self, message: bytes) -> Answer:
        try:
            with socket.create_connection((HOST, self.port), timeout=PATIENCE) as line:
                line.sendall(message)
                answer = http.client.HTTPResponse(line)
                answer.begin()
                text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        self.answered()
        cookie = None
        for header in answer.msg.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            if name == "sammenheng":
                cookie = value
        return Answer(answer.status, answer.headers.get("Location", ""), cookie, text)
