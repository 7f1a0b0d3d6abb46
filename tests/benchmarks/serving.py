"""What a served installation stands: `python -m tests.benchmarks.serving [--database URL]`.

Real servers on real sockets of this machine, driven by a process beside them. The floor is the bare
Flask application of the sitting's benchmark, served by the same server with as many processes and
threads, on a database of the same kind.

- Sittings a second, with 16 participants at once who never stop to think, and the server's
  processor time for each sitting.
- How long pages take, with 50 participants at once who think for one to two seconds before each.
- Memory of a worker, and the time from its start to its first page.
- `--sittings N`: so many sittings with 16 at once, after which every answer in the database is
  compared with what was sent: 10,000 are asked of each database.

The driver takes its share of the processors in both, so a ratio is nearer to one than it would be
with drivers elsewhere; the processor time is the server's alone. `--database` names an empty
PostgreSQL database, which is filled and left; without it SQLite in a scratch folder. `--folder`
says where that folder is made.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey import create_app, schema
from survey.config import Settings
from survey.models import Administration, Participation, Response
from survey.models.study import DEMONSTRATION
from survey.wording import store
from tests.benchmarks.filling import make_cards
from tests.benchmarks.sitting import HIDDEN, ITEMS, KEYS, PAGE_SIZES
from tests.factories import make_study, writing

AT_ONCE, SLOWLY_AT_ONCE = 16, 50
THINKING = (1.0, 2.0)  # seconds
SERVING = re.compile(r"Serving on (http://\S+)")
PATIENCE = 30.0
TICKS = os.sysconf("SC_CLK_TCK")
REAL, FLOOR = "Sammenheng", "bare Flask (floor)"


# Servers.


@dataclass(frozen=True)
class Served:
    """A server that runs: its address, and the processes that answer."""

    host: str
    port: int
    pid: int

    def workers(self) -> list[int]:
        """Return the processes that serve: the children, or the one where it has none."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(one) for one in children] or [self.pid]

    def processor_seconds(self) -> float:
        """Return what all its processes have used so far."""
        pids = {self.pid, *self.workers()}
        used = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
        return sum(int(one[11]) + int(one[12]) for one in used) / TICKS

    def resident_mib(self) -> float:
        """Return the memory of the largest worker that is resident."""
        kib = [
            int(line.split()[1])
            for pid in self.workers()
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        ]
        return max(kib) / 1024


@contextmanager
def served(command: Sequence[str], environment: dict[str, str]) -> Iterator[tuple[Served, float]]:
    """Start a server; yield it with the seconds to its first page, and stop it."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    ) as process:
        try:
            assert process.stderr is not None
            said = next(filter(None, map(SERVING.search, process.stderr)))
            threading.Thread(target=process.stderr.read, daemon=True).start()
            address = urlsplit(said[1])
            server = Served(str(address.hostname), int(address.port or 0), process.pid)
            _first_page(server)
            yield server, time.perf_counter() - start
        finally:
            process.send_signal(signal.SIGTERM)


def _first_page(server: Served) -> None:
    late = time.monotonic() + PATIENCE
    while True:
        try:
            line = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
            line.request("GET", "/0")
            line.getresponse().read()
        except OSError:
            assert time.monotonic() < late, "no page came"
            time.sleep(0.005)
        else:
            line.close()
            return


# Participants.


@dataclass
class Tally:
    """What happened to the participants."""

    seconds: list[float] = field(default_factory=list)  # of each request
    n_sittings: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass
class Participant:
    """One browser that goes from the card to the thanks over one kept line."""

    server: Served
    tally: Tally
    think: Callable[[], float] = lambda: 0.0
    cookies: dict[str, str] = field(default_factory=dict)

    def sit(self, first: str, forms: Sequence[dict[str, str]]) -> None:
        """Open each page and send each form, each redirect followed."""
        line = http.client.HTTPConnection(self.server.host, self.server.port, timeout=PATIENCE)
        address = first
        try:
            status, _, page = self._ask(line, "GET", address, "")
            for form in forms:
                body = urlencode({**dict(HIDDEN.findall(page)), **form})
                status, address, page = self._ask(line, "POST", address, body)
                assert status == 303, f"{address}: {status}"
                status, _, page = self._ask(line, "GET", address, "")
                assert status == 200, f"{address}: {status}"
            self.tally.n_sittings += 1
        except (AssertionError, OSError, http.client.HTTPException) as error:
            self.tally.errors.append(f"{type(error).__name__}: {error}")
        finally:
            line.close()

    def _ask(
        self, line: http.client.HTTPConnection, method: str, address: str, body: str
    ) -> tuple[int, str, str]:
        time.sleep(self.think())
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        line.request(method, address, body or None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        self.tally.seconds.append(time.perf_counter() - start)
        for cookie in answer.msg.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text


def answers_of(number: int) -> dict[str, str]:
    """Return what the participant of this number answers; another one answers otherwise."""
    chance = random.Random(number)
    return {item.key: str(chance.randint(1, points)) for item, points in ITEMS}


def forms_of(code: str, answers: dict[str, str]) -> list[dict[str, str]]:
    """Return what a participant sends, in order."""
    given = iter(answers.items())
    pages = [dict(islice(given, size)) for size in PAGE_SIZES]
    about = [{"code": code}, {"language": "nb"}, {"adult": "y", "consent": "y"}]
    return [*about, *pages, {"meetings_before": "none"}, {}]


def all_sit(
    server: Served,
    first: str,
    cards: Sequence[tuple[int, str]],
    at_once: int,
    think: Callable[[], float] = lambda: 0.0,
) -> tuple[Tally, float]:
    """Let these cards be answered, so many at once; return what happened and how long it took."""
    waiting, tally, start = iter(cards), Tally(), time.perf_counter()
    lock = threading.Lock()

    def one_after_the_other() -> None:
        while True:
            with lock:
                drawn = next(waiting, None)
            if drawn is None:
                return
            number, code = drawn
            Participant(server, tally, think).sit(first, forms_of(code, answers_of(number)))

    people = [threading.Thread(target=one_after_the_other) for _ in range(at_once)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return tally, time.perf_counter() - start


# Installations.


def installation(folder: Path, database: str) -> tuple[Flask, dict[str, str]]:
    """Return the application on an empty database, and the settings as a server reads them."""
    app = create_app(Settings(database, **KEYS, https=False))
    schema.upgrade(app.extensions["database"])
    with writing(app) as session:
        store.keep_stand_ins(session)
    lines = [f'database = "{database}"', "https = false"]
    lines += [f'{name} = "{value}"' for name, value in KEYS.items()]
    path = folder / "sammenheng.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return app, {"SAMMENHENG_CONFIG": str(path)}


def lost_or_doubled(app: Flask, numbers: dict[str, int]) -> int:
    """Return how many participants' answers are not exactly what they sent, once."""
    faulty = 0
    with Session(app.extensions["database_reading"]) as session:
        stored: dict[str, dict[str, str]] = {one: {} for one in numbers}
        rows = session.execute(
            select(Administration.participant_id, Response.item_key, Response.value).join(
                Response, Response.administration_id == Administration.id
            )
        )
        n_rows = 0
        for participant_id, key, value in rows:
            if participant_id in stored:
                n_rows += 1
                stored[participant_id][key] = str(value)
        sent = session.execute(
            select(Participation.participant_id, func.count()).group_by(
                Participation.participant_id
            )
        ).all()
    counts = {one: count for one, count in sent if one in numbers}
    for one, number in numbers.items():
        faulty += stored[one] != answers_of(number) or counts.get(one) != 1
    return faulty + abs(n_rows - len(numbers) * len(ITEMS))


# The measuring.


@dataclass(frozen=True)
class Stood:
    """What a server stood."""

    per_second: float
    processor_ms: float  # the server's, for a sitting
    p50_ms: float
    p99_ms: float
    resident_mib: float
    start_s: float
    n_errors: int


def stand(
    command: Sequence[str],
    environment: dict[str, str],
    first: str,
    draw: Callable[[int], list[tuple[int, str]]],
    n_sittings: int,
) -> Stood:
    """Start a server and let it stand everything."""
    start_s = statistics.median(_start_seconds(command, environment) for _ in range(3))
    with served(command, environment) as (server, _):
        all_sit(server, first, draw(2 * AT_ONCE), AT_ONCE)  # templates are compiled, texts read
        before = server.processor_seconds()
        tally, seconds = all_sit(server, first, draw(n_sittings), AT_ONCE)
        used = server.processor_seconds() - before
        chance = random.Random(1)
        slowly, _ = all_sit(
            server,
            first,
            draw(SLOWLY_AT_ONCE),
            SLOWLY_AT_ONCE,
            lambda: chance.uniform(*THINKING),
        )
        cuts = statistics.quantiles(slowly.seconds, n=100)
        errors = tally.errors + slowly.errors
        for one in errors[:5]:
            print(one, file=sys.stderr)
        return Stood(
            tally.n_sittings / seconds,
            1000 * used / tally.n_sittings,
            1000 * cuts[49],
            1000 * cuts[98],
            server.resident_mib(),
            start_s,
            len(errors),
        )


def _start_seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    with served(command, environment) as (_, seconds):
        return seconds


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--folder", help="where the scratch folder is made")
    parser.add_argument("--workers", type=int, default=0, help="processes; 0: as the program does")
    parser.add_argument("--sittings", type=int, default=400, help="with 16 at once, and compared")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    with tempfile.TemporaryDirectory(dir=asked.folder) as made:
        folder = Path(made)
        database = asked.database or f"sqlite:///{folder / 'real.sqlite'}"
        app, environment = installation(folder, database)
        study = make_study(app, kind=DEMONSTRATION)
        numbers: dict[str, int] = {}

        def draw(count: int) -> list[tuple[int, str]]:
            drawn = []
            for card in make_cards(app, study.id, count):
                numbers[card.participant_id] = len(numbers)
                drawn.append((numbers[card.participant_id], card.code))
            return drawn

        how = ["--workers", str(asked.workers)] if asked.workers else []
        real = [sys.executable, "-m", "survey", "serve", "--port", "0", *how]
        floor_database = asked.database or str(folder / "floor.sqlite")
        floor = [sys.executable, "-m", "tests.benchmarks.floor", floor_database, *how]
        nobody = [(number, f"floor-{number}") for number in range(10**6)]
        left = iter(nobody)
        stood = {
            FLOOR: stand(floor, {}, "/0", lambda count: list(islice(left, count)), asked.sittings),
            REAL: stand(real, environment, "/", draw, asked.sittings),
        }
        faulty = lost_or_doubled(app, numbers)
        app.extensions["database"].dispose()
    _print(stood, faulty, len(numbers))


def _print(stood: dict[str, Stood], faulty: int, n_people: int) -> None:
    print(
        "| | sittings/s, 16 at once | server's processor, ms each | page, 50 at once: median, ms "
        "| 99 of 100, ms | worker, MiB | start to first page, s | errors |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    for name, one in stood.items():
        print(
            f"| {name} | {one.per_second:.1f} | {one.processor_ms:.1f} | {one.p50_ms:.1f} "
            f"| {one.p99_ms:.0f} | {one.resident_mib:.0f} | {one.start_s:.2f} | {one.n_errors} |"
        )
    floor, real = stood[FLOOR], stood[REAL]
    print(
        f"| of the floor | {real.per_second / floor.per_second:.2f} "
        f"| {real.processor_ms / floor.processor_ms:.2f} | {real.p50_ms / floor.p50_ms:.1f} "
        f"| {real.p99_ms / floor.p99_ms:.1f} | {real.resident_mib / floor.resident_mib:.1f} "
        f"| {real.start_s / floor.start_s:.1f} | |\n"
    )
    print(f"{n_people} sittings; lost, doubled or changed: {faulty}")
    print(json.dumps({name: vars(one) for name, one in stood.items()}), file=sys.stderr)


if __name__ == "__main__":
    main()
