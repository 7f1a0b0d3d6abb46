"""Killed servers, broken lines, messages twice, late and out of order: every acknowledged answer
is there, none twice, none changed.

A small share runs with all tests; `./run test --long` goes through 2,000 sittings and kills at
least 1,000 times, on the kind of database that is tested.
SAMMENHENG_SITTINGS and SAMMENHENG_SEED choose another number and other chances.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest
from flask import Flask

from survey.config import Settings
from tests.factories import Card, make_card, make_study
from tests.interrupted.line import Line
from tests.interrupted.serving import Served
from tests.interrupted.sitting import Person
from tests.interrupted.stored import Life, faults_in
from tests.proofs import IS_LONG

pytestmark = pytest.mark.kills

N_SITTINGS = int(os.environ.get("SAMMENHENG_SITTINGS", "2000" if IS_LONG else "40"))
SEED = int(os.environ.get("SAMMENHENG_SEED", "1"))
SHARE = 0.4 if IS_LONG else 0.2  # how likely a choice is, again and again, at each question
N_AT_ONCE = 4
ANSWERS_BETWEEN_DEATHS = (5, 90)
FEWEST_DEATHS = N_SITTINGS // 2 if IS_LONG else N_SITTINGS // 4  # 1,000 of 2,000 sittings
WAVES = ("pre", "post")


@pytest.fixture
def served(app: Flask, settings: Settings) -> Iterator[Served]:
    assert settings.source is not None
    server = Served(settings.source)
    yield server
    server.stop()


class Killer(threading.Thread):
    """Kills the server as long as somebody answers, after so many answers of its as chance says."""

    def __init__(self, served: Served) -> None:
        super().__init__(daemon=True)
        self.served = served
        self.chance = random.Random(SEED)
        self.over = threading.Event()
        self.answered = threading.Semaphore(0)

    def run(self) -> None:
        while not self.over.is_set():
            for _ in range(self.chance.randint(*ANSWERS_BETWEEN_DEATHS)):
                self.answered.acquire()
            self.over.wait(self.chance.random() * 0.02)
            self.served.kill_and_restart()

    def stop(self) -> None:
        """Let it end, also while it waits for answers."""
        self.over.set()
        self.answered.release(ANSWERS_BETWEEN_DEATHS[1])
        self.join()


def live(card: Card, port: int, killer: Killer, seed: int) -> Life:
    """Answer both waves; a few erase everything at the end."""
    chance = random.Random(seed)
    line = Line(port, chance, killer.answered.release)
    person = Person(line, card.code, chance, share=SHARE)
    for wave in WAVES:
        person.sit(wave)
    if chance.random() < 0.05:
        person.erase()
    line.let_everything_arrive()
    return Life(card, person)


def test_every_acknowledged_answer_is_there_none_twice_and_none_changed(
    app: Flask, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make_study(app)
    cards = [make_card(app, study) for _ in range(N_SITTINGS // len(WAVES))]
    killer = Killer(served)
    killer.start()
    lives = []
    start = time.monotonic()
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        waiting = [
            pool.submit(live, card, served.port, killer, 1000 * SEED + number)
            for number, card in enumerate(cards)
        ]
        for one in as_completed(waiting):
            lives.append(one.result())
            if IS_LONG and sys.stderr is not None:
                with capsys.disabled():
                    done = f"\r{len(lives) * len(WAVES)} of {N_SITTINGS} sittings"
                    print(done, end="", file=sys.stderr, flush=True)
    killer.stop()
    faults = list(faults_in(app, lives))
    told = Counter({"sittings": 0})
    for life in lives:
        told["sittings"] += len(life.person.sent_in)
        told["erased"] += life.person.is_erased
        for said in life.person.said.values():
            told["choices"] += sum(map(len, said.choices.values()))
            told["acknowledged"] += len(said.heard)
    if IS_LONG:
        with capsys.disabled():
            print(f"\n{dict(told)}, {served.n_deaths} deaths, {time.monotonic() - start:.0f} s")
    assert not faults
    assert told["sittings"] == N_SITTINGS
    assert served.n_deaths >= FEWEST_DEATHS
