"""Three servers at three addresses, as on three machines, behind the proxy and before one database.

One after the other is killed with everything it has started, and started again. People go on
answering: no answer is lost, none stands twice, and nobody meets more than one failed try.
"""

from __future__ import annotations

import http.client
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from survey.config import Settings
from tests.deploy.proxy import NAME, Proxy, proxy
from tests.factories import make_card, make_study
from tests.interrupted.line import Answer, Fate, Line, Lost
from tests.interrupted.sitting import Person
from tests.interrupted.stored import Life, faults_in
from tests.proofs import IS_LONG
from tests.serving.running import HOST, Running, free_port, with_settings

pytestmark = pytest.mark.kills

ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
N_PEOPLE = 48 if IS_LONG else 6
N_AT_ONCE = 12 if IS_LONG else 6
SHARE = 0.4 if IS_LONG else 0.1
AWAY = {502, 503, 504}


class Farm:
    """The servers, each of which can be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ports = [free_port() for _ in ADDRESSES]
        self.servers = [self._start(number) for number in range(len(ADDRESSES))]
        for one in self.servers:
            assert one.port in self.ports
        self.n_deaths = 0

    @property
    def places(self) -> list[str]:
        return [f"{host}:{port}" for host, port in zip(ADDRESSES, self.ports, strict=True)]

    def kill_and_restart(self, number: int) -> None:
        self.servers[number].kill()
        self.n_deaths += 1
        self.servers[number] = self._start(number)
        assert self.servers[number].port == self.ports[number]

    def stop(self) -> None:
        for one in self.servers:
            one.stop()

    def _start(self, number: int) -> Running:
        where = ("--host", ADDRESSES[number], "--port", self.ports[number], "--workers", 1)
        return Running(self.settings, "serve", *where, program=("-m", "survey"))


class SecureLine(Line):
    """One person's line to the proxy, from an address of their own."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, random.Random(number), lambda: None)
        self.fate = Fate(0, 0, 0, 0)  # the line is good: only servers die
        self.source = f"127.0.1.{number + 1}"
        self.n_failed = self.n_failed_in_a_row = self.most_in_a_row = 0
        self.context = ssl._create_unverified_context()  # noqa: S323 - the test's own certificate

    def _message(self, method: str, path: str, cookie: str, body: str) -> bytes:
        message = super()._message(method, path, cookie, body)
        message = re.sub(
            rb"Host: .*", f"Host: {NAME}\r\nReferer: https://{NAME}/\r".encode(), message
        )
        return message.replace(b"Cookie: sammenheng=", b"Cookie: __Host-sammenheng=")

    def _exchange(self, message: bytes) -> Answer:
        with (
            socket.create_connection((HOST, self.port), 30, (self.source, 0)) as plain,
            self.context.wrap_socket(plain) as line,
        ):
            line.sendall(message)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            text = answer.read().decode()
        if answer.status in AWAY:
            self.n_failed += 1
            self.n_failed_in_a_row += 1
            self.most_in_a_row = max(self.most_in_a_row, self.n_failed_in_a_row)
            raise Lost
        self.n_failed_in_a_row = 0
        cookie = None
        for header in answer.msg.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            if name == "__Host-sammenheng":
                cookie = value
        return Answer(answer.status, answer.headers.get("Location", ""), cookie, text)


@pytest.fixture
def farm(app: Flask, settings: Settings, catalogues: None) -> Iterator[Farm]:
    told = settings.source
    assert told is not None
    with_settings(settings, "proxies = 1")
    told.write_text(told.read_text("utf-8").replace("https = false", "https = true"), "utf-8")
    made = Farm(settings)
    yield made
    made.stop()


@pytest.fixture
def before(farm: Farm, tmp_path: Path) -> Iterator[Proxy]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    with proxy(folder, farm.places) as made:
        yield made


def test_nobody_loses_an_answer_or_notices_more_than_one_failed_try_when_machines_die(
    app: Flask, farm: Farm, before: Proxy, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make_study(app)
    cards = [make_card(app, study) for _ in range(N_PEOPLE)]
    lines: list[SecureLine] = []
    is_over = threading.Event()

    def live(number: int) -> Life:
        line = SecureLine(before.port, number)
        lines.append(line)
        person = Person(line, cards[number].code, line.chance, share=SHARE)
        person.sit("pre")
        person.sit("post")
        return Life(cards[number], person)

    def kill_again_and_again() -> None:
        number = 0
        while not is_over.wait(0.5):
            farm.kill_and_restart(number % len(ADDRESSES))
            number += 1

    killer = threading.Thread(target=kill_again_and_again)
    killer.start()
    begun = time.monotonic()
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        lives = list(pool.map(live, range(N_PEOPLE)))
    is_over.set()
    killer.join()
    if IS_LONG:
        with capsys.disabled():
            failed = sum(one.n_failed for one in lines)
            seconds = time.monotonic() - begun
            print(
                f"\n{2 * N_PEOPLE} sittings, {farm.n_deaths} deaths, {failed} failed tries, "
                f"{seconds:.0f} s"
            )
    assert [*faults_in(app, lives)] == []
    assert all(one.person.sent_in == ["pre", "post"] for one in lives)
    assert farm.n_deaths >= 1
    assert max(one.most_in_a_row for one in lines) <= 1
