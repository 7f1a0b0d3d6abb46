"""The example for nginx, with real requests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from survey.config import Settings
from tests.deploy.proxy import NAME, Proxy, proxy
from tests.serving.running import HOST, free_port, running, with_settings

TROUBLE = ("tests/serving/trouble.py",)
FORGED = "203.0.113.7"


class Upstream(threading.Thread):
    """Takes requests, and answers them or breaks off."""

    def __init__(self, *, answers: bool) -> None:
        super().__init__(daemon=True)
        self.answers = answers
        self.heard: list[bytes] = []
        self.socket = socket.create_server((HOST, 0))
        self.address = f"{HOST}:{self.socket.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line:
                told = b""
                while b"\r\n\r\n" not in told:
                    told += line.recv(65536)
                self.heard.append(told)
                if self.answers:
                    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


@contextmanager
def upstream(*, answers: bool) -> Iterator[Upstream]:
    made = Upstream(answers=answers)
    made.start()
    try:
        yield made
    finally:
        made.socket.close()


@pytest.fixture
def before_program(
    app: Flask, settings: Settings, catalogues: None, tmp_path: Path
) -> Iterator[Proxy]:
    """Run the program with two workers, as the units do, behind the proxy."""
    folder = tmp_path / "nginx"
    folder.mkdir()
    with_settings(settings, "proxies = 1")
    told = settings.source
    assert told is not None
    told.write_text(told.read_text("utf-8").replace("https = false", "https = true"), "utf-8")
    with (
        running(settings, settings.source, 0, 2, program=TROUBLE) as server,
        proxy(folder, [f"{HOST}:{server.port}"]) as made,
    ):
        yield made


def test_pages_come_through_with_their_own_headers_and_nothing_can_be_forged(
    before_program: Proxy,
) -> None:
    page = before_program.ask("/")
    assert page.status == 200
    assert page.headers["Set-Cookie"].startswith("__Host-sammenheng=")
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    forged = {"X-Forwarded-For": FORGED, "Forwarded": f"for={FORGED}", "X-Real-IP": FORGED}
    told = before_program.ask("/trouble/who", **forged, **{"X-Forwarded-Proto": "http"})
    assert told.text.split()[2:] == [HOST, "https"]
    assert before_program.ask("/health").status == 404
    assert before_program.ask("/ready").status == 404
    assert before_program.ask("/", "POST", b"x" * 12_000_000).status == 413
    plain = before_program.ask_plainly("/reports?language=nn")
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{NAME}/reports?language=nn")
    before_program.ask(f"/{FORGED}")
    assert FORGED not in before_program.written
    assert HOST not in before_program.written


def test_what_a_browser_says_of_its_origin_goes_no_further_than_the_proxy(tmp_path: Path) -> None:
    names = ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Prefix")
    with upstream(answers=True) as heard, proxy(tmp_path, [heard.address]) as before:
        before.ask("/", **dict.fromkeys(names, FORGED))
        told = heard.heard[0].decode()
    assert FORGED not in told
    assert f"X-Forwarded-For: {HOST}\r\n" in told


def test_a_participants_form_whose_server_breaks_off_reaches_the_next_one(tmp_path: Path) -> None:
    with (
        upstream(answers=False) as broken,
        upstream(answers=True) as whole,
        proxy(tmp_path, [broken.address, whole.address]) as before,
    ):
        for _ in range(4):
            assert before.ask("/check", "POST", b"a=1").text == "ok"
        assert broken.heard, "the broken one was never asked"
        assert len(whole.heard) == 4


def test_what_somebody_who_signs_in_sends_is_never_sent_a_second_time(tmp_path: Path) -> None:
    with (
        upstream(answers=False) as broken,
        upstream(answers=True) as whole,
        proxy(tmp_path, [broken.address, whole.address]) as before,
    ):
        answers = [before.ask("/staff/studies", "POST", b"a=1") for _ in range(4)]
        assert len(broken.heard) + len(whole.heard) == 4
        assert [one.status for one in answers].count(503) == len(broken.heard) == 1
        assert "Et øyeblikk" in next(one.text for one in answers if one.status == 503)


def test_a_server_that_cannot_be_reached_is_left_out_also_for_staff(tmp_path: Path) -> None:
    away = f"{HOST}:{free_port()}"
    with upstream(answers=True) as whole, proxy(tmp_path, [away, whole.address]) as before:
        for _ in range(4):
            assert before.ask("/staff/studies", "POST", b"a=1").text == "ok"


def test_while_nobody_serves_people_are_told_that_what_they_saved_is_saved(
    tmp_path: Path,
) -> None:
    with proxy(tmp_path, [f"{HOST}:{free_port()}"]) as before:
        page = before.ask("/")
    assert page.status == 503
    assert "Det du har lagret, er lagret." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert HOST not in before.written
