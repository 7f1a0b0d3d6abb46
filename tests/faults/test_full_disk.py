"""A real disk that is full, under a real server: nothing acknowledged is lost, and it goes on."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from survey.config import Settings, load_settings
from tests.databases import ON_SQLITE
from tests.factories import make_card, make_study, stored_responses
from tests.faults.breaking import small_disk, with_database
from tests.interrupted.line import Answer, Line
from tests.interrupted.serving import Served
from tests.interrupted.sitting import fields_of, hidden_in
from tests.pages import items_on

pytestmark = ON_SQLITE
ROOM = "6m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", ROOM) as folder:
        yield folder


@pytest.fixture
def app(settings: Settings, disk: Path, make_app: Callable[[Settings], Flask]) -> Flask:
    """An installation whose database lies on a disk of its own."""
    assert settings.source is not None
    copy = disk / "sammenheng.sqlite"
    shutil.copy(str(make_url(settings.database).database), copy)
    other = with_database(settings.source, f"sqlite:///{copy}")
    return make_app(load_settings({"SAMMENHENG_CONFIG": str(other)}))


@pytest.fixture
def served(app: Flask) -> Iterator[Served]:
    server = Served(app.config["SETTINGS"].source)
    yield server
    server.stop()


class Visitor:
    """Somebody without JavaScript."""

    def __init__(self, port: int) -> None:
        self.line = Line(port, random.Random(1), lambda: None)
        self.cookie = ""

    def open(self, path: str) -> dict[str, str]:
        return hidden_in(fields_of(self._seen(self.line.get(path, self.cookie)).text))

    def send(self, path: str, **values: str) -> Answer:
        form = self.open(path) | values
        return self.send_again(path, form)

    def send_again(self, path: str, form: dict[str, str]) -> Answer:
        return self._seen(self.line.post_plainly(path, self.cookie, form))

    def _seen(self, answer: Answer) -> Answer:
        self.cookie = self.cookie if answer.cookie is None else answer.cookie
        return answer


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError:
            pass
    return filler


def test_what_was_acknowledged_before_and_after_is_there_and_what_was_not_is_sent_again(
    app: Flask, served: Served, disk: Path
) -> None:
    card = make_card(app, make_study(app))
    visitor = Visitor(served.port)
    visitor.send("/", code=card.code)
    visitor.send("/language", language="en")
    visitor.send("/information", adult="y", consent="y")
    assert visitor.send("/questions/1", **dict.fromkeys(items_on(1), "1")).status == 200
    with closing(sqlite3.connect(disk / "sammenheng.sqlite")) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # or the log has room left in it
    form = visitor.open("/questions/2") | dict.fromkeys(items_on(2), "2")
    filler = fill(disk)
    refused = visitor.send_again("/questions/2", form)
    assert refused.status == 503
    assert "may not be saved" in refused.text or "er kanskje ikke lagret" in refused.text
    assert visitor.send_again("/questions/2", form).status == 503
    filler.unlink()
    assert visitor.send_again("/questions/2", form).status == 200
    for number in (3, 4, 5):
        assert visitor.send(f"/questions/{number}", **dict.fromkeys(items_on(number), "3")).status
    visitor.send("/group", meetings_before="none")
    assert visitor.send("/check").status == 200
    stored = stored_responses(app, card, "pre")
    wanted = {key: min(number, 3) for number in range(1, 6) for key in items_on(number)}
    assert stored == wanted
