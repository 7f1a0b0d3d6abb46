"""Several workers behind one address: they stop gently, are replaced, and share what they must."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from survey.administer.attempts import MOST_FROM_ONE
from survey.codes import new_code
from survey.config import Settings, load_settings
from tests.databases import IS_POSTGRESQL, Databases, connect
from tests.factories import make_card, make_study
from tests.interrupted.line import Fate, Line
from tests.interrupted.sitting import Person
from tests.interrupted.stored import Life, faults_in
from tests.pages import CardPage
from tests.serving.running import Running, ask, browser, free_port, running, with_settings

TROUBLE = ("tests/serving/trouble.py",)
N_SITTING = 4


@pytest.fixture(scope="module")
def shared_settings(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("shared")
    database = databases.make(folder / "sammenheng.sqlite")
    keys = {"secret_key": "s", "code_pepper": "p", "export_key": "e"}
    lines = [f'database = "{database}"', "https = false", 'staff_second_factor = "off"']
    lines += [f'{name} = "{letter * 32}"' for name, letter in keys.items()]
    lines += [f'metrics = "127.0.0.1:{free_port()}"', ""]
    path = folder / "sammenheng.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    yield load_settings({"SAMMENHENG_CONFIG": str(path)})
    databases.give_back(database)


@pytest.fixture(scope="module")
def shared(shared_settings: Settings, catalogues: None) -> Iterator[Running]:
    """Serve with two workers, for tests that can share them."""
    with running(shared_settings, shared_settings.source, 0, 2, program=TROUBLE) as process:
        yield process


@pytest.fixture
def served(
    settings: Settings, catalogues: None, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """Serve with as many workers as the test says; 0 is one process."""
    with running(settings, settings.source, 0, request.param, program=TROUBLE) as process:
        yield process


def who(served: Running) -> tuple[int, int]:
    """Return which process answers, and which worker it says it is."""
    pid, number, *_ = served.ask("/trouble/who")[1].split()
    return int(pid), int(number)


def wait_for(path: Path) -> None:
    late = time.monotonic() + 10
    while not path.exists():
        assert time.monotonic() < late
        time.sleep(0.01)


def workers_of(served: Running) -> set[tuple[int, int]]:
    with ThreadPoolExecutor(8) as pool:
        return set(pool.map(lambda _: who(served), range(60)))


@pytest.mark.parametrize("served", [0, 2], indirect=True)
def test_a_request_in_hand_is_answered_when_the_server_is_stopped_and_no_new_one_is_taken(
    served: Running, tmp_path: Path
) -> None:
    mark = tmp_path / "begun"
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(served.ask, f"/trouble/slow?mark={mark}")
        wait_for(mark)
        assert served.stop() == 0
        assert answer.result() == (200, "answered all the same")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))


def test_workers_are_numbered_and_a_killed_one_is_replaced_under_its_number(
    shared: Running, shared_settings: Settings
) -> None:
    before = workers_of(shared)
    assert {number for _pid, number in before} == {0, 1}
    killed = next(pid for pid, number in before if number == 0)
    os.kill(killed, signal.SIGKILL)
    late = time.monotonic() + 10
    while True:
        after = workers_of(shared)
        if killed not in {pid for pid, _ in after} and {one for _, one in after} == {0, 1}:
            break
        assert time.monotonic() < late
    told = ask(metrics_port(shared_settings), "/metrics")[1]
    assert "sammenheng_worker_starts_total 3\n" in told


def test_the_limit_of_guesses_holds_over_all_workers(app: Flask, shared: Running) -> None:
    client = browser(app, shared.port)
    for _ in range(MOST_FROM_ONE):
        CardPage(client).type_code(new_code())
    CardPage(client).type_code(new_code(), 429)


def test_counts_are_told_at_an_address_of_their_own_and_nowhere_else(
    shared: Running, shared_settings: Settings
) -> None:
    assert shared.ask("/metrics")[0] == 404
    status, text = ask(metrics_port(shared_settings), "/metrics")
    assert (status, text.count("# HELP sammenheng_requests_total")) == (200, 1)
    assert ask(metrics_port(shared_settings), "/")[0] == 404


def test_what_proxies_say_is_not_believed_without_the_setting(shared: Running) -> None:
    forged = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    assert shared.ask("/trouble/who", **forged)[1].split()[2:] == ["127.0.0.1", "http"]


@pytest.mark.kills
@pytest.mark.parametrize("served", [2], indirect=True)
def test_several_workers_share_one_database_and_a_killed_one_loses_nothing(
    app: Flask, served: Running
) -> None:
    study = make_study(app)
    cards = [make_card(app, study) for _ in range(N_SITTING)]
    is_over = threading.Event()

    def kill_again_and_again() -> None:
        while not is_over.wait(1.0):
            os.kill(who(served)[0], signal.SIGKILL)

    def live(number: int) -> Life:
        chance = random.Random(number)
        line = Line(served.port, chance, lambda: None)
        line.fate = Fate(0, 0, 0, 0)  # the line is good: only the server dies
        person = Person(line, cards[number].code, chance, share=0.2)
        person.sit("pre")
        person.sit("post")
        return Life(cards[number], person)

    killer = threading.Thread(target=kill_again_and_again)
    killer.start()
    with ThreadPoolExecutor(N_SITTING) as pool:
        lives = list(pool.map(live, range(N_SITTING)))
    is_over.set()
    killer.join()
    assert [*faults_in(app, lives)] == []


@pytest.mark.skipif(not IS_POSTGRESQL, reason="about lines to a server")
@pytest.mark.usefixtures("installation")
def test_no_worker_is_given_a_line_to_the_journal_that_another_has_too(
    settings: Settings, databases: Databases, tmp_path: Path, sammenheng: Callable[..., Any]
) -> None:
    """What two processes say on one line comes out mixed."""
    journal = databases.make_empty(tmp_path / "journal")
    with_settings(settings, f'journal = "{journal}"')
    assert sammenheng("db", "upgrade").code == 0
    lines = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with running(settings, "serve", "--port", 0, "--workers", 2) as server:
        assert server.ask("/")[0] == 200
        with connect("postgres") as asked:
            assert asked.execute(lines, (make_url(journal).database,)).fetchone() == (0,)


def test_a_taken_address_is_refused_with_what_to_do(settings: Settings, catalogues: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for workers in ((), ("--workers", 2)):
            process = Running(settings, "serve", "--port", port, *workers, program=("-m", "survey"))
            assert process.wait() == 1
            assert "choose another with --port" in process.log


def test_a_database_of_another_migration_is_not_served(
    app: Flask, settings: Settings, catalogues: None
) -> None:
    with app.extensions["database"].begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    process = Running(settings, "serve", "--port", 0, "--workers", 1, program=("-m", "survey"))
    assert process.wait() == 1
    assert re.search(r"stands at migration 0001.*Run: sammenheng db upgrade", process.log)


def metrics_port(settings: Settings) -> int:
    assert settings.source is not None
    return int(settings.source.read_text(encoding="utf-8").rpartition(":")[2].strip().strip('"'))
