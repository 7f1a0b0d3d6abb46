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
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from survey.after_questions import KEYS
from survey.config import Settings
from survey.declined import DECLINED
from survey.models import (
    Administration,
    AfterAnswer,
    Draft,
    Participant,
    Participation,
    Response,
    Wave,
)
from tests.factories import Card, make_card, make_study, read
from tests.interrupted.line import Line
from tests.interrupted.serving import Served
from tests.interrupted.sitting import Person
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


@dataclass(frozen=True)
class Life:
    """A person and the card, when both waves are over."""

    card: Card
    person: Person


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


def faults_in(app: Flask, lives: list[Life]) -> Iterator[str]:
    """Yield whatever is stored otherwise than it was said."""
    stored = stored_answers(app)
    n_sent = Counter(
        tuple(row)
        for row in read(
            app,
            select(Participation.participant_id, Wave.key).join(
                Wave, Wave.id == Participation.wave_id
            ),
        )
    )
    known = {row.id for row in read(app, select(Participant.id))}
    if read(app, select(Draft.participant_id)):
        yield "there is a draft of something that was sent in"
    for life in lives:
        who = life.card.participant_id
        if life.person.is_erased:
            if who in known or any(key[0] == who for key in stored):
                yield "something is left of somebody who erased everything"
            continue
        for wave in WAVES:
            if n_sent[who, wave] != 1:
                yield f"{wave} was stored {n_sent[who, wave]} times"
            for key, values in stored[who, wave].items():
                if len(values) != 1:
                    yield f"{key} was stored {len(values)} times"
                if values[0] not in life.person.said[wave].may_be(key):
                    yield (
                        f"{key} at {wave} is {values[0]!r}, said was "
                        f"{life.person.said[wave].choices.get(key)}, of which were acknowledged "
                        f"{life.person.said[wave].heard.get(key, 0)}"
                    )


Stored = dict[tuple[str, str], dict[str, list[str]]]


def stored_answers(app: Flask) -> Stored:
    """Return every answer by person, wave and question, as a page would send it."""
    stored: Stored = {}
    responses = (
        select(Administration.participant_id, Wave.key, Response)
        .join(Wave, Wave.id == Administration.wave_id)
        .join(Response, Response.administration_id == Administration.id)
    )
    for who, wave, response in read(app, responses):
        said = DECLINED if response.declined else as_sent(response.value)
        stored.setdefault((who, wave), {}).setdefault(response.item_key, []).append(said)
    asked = select(Participation, Wave.key, AfterAnswer)
    asked = asked.join(Wave, Wave.id == Participation.wave_id)
    asked = asked.outerjoin(AfterAnswer, AfterAnswer.participation_id == Participation.id)
    for sent, wave, after in read(app, asked):
        answers = stored.setdefault((sent.participant_id, wave), {})
        if wave == "pre":
            answers.setdefault("meetings_before", []).append(as_sent(sent.meetings_before))
        else:
            declined = (after.declined or "").split()
            for key in KEYS:
                said = DECLINED if key in declined else as_sent(getattr(after, key))
                answers.setdefault(key, []).append(said)
    return stored


def as_sent(value: object) -> str:
    return "" if value is None else str(value)
