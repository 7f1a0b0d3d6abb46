"""What one participant's sitting costs the server: `.venv/bin/python tests/benchmarks/sitting.py`.

A sitting goes from the card to the thanks as a browser does it: each page is opened, each form
sent with its CSRF token, each redirect followed; the style sheet and the icon are left out. The
floor, in the same run and in turn with it, is a bare Flask application with as many requests and
as many durable commits: one plain Jinja template of like text, stdlib sqlite3 with the same
journal and synchronous=FULL, one signed cookie, nothing checked, nothing looked up.

Both are driven by werkzeug's test client in this process, so no network and no server is in
either. What the client costs by itself is measured too, since it is the same in both and makes
the ratio look smaller; the last ratio is without it. Median of the rounds. The files are where
TMPDIR says: on a disk its waiting is in both and hides the rest, so `TMPDIR=/dev/shm` is stricter.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, event
from werkzeug.test import Client

sys.path.insert(0, str(Path(__file__).parents[2]))

from survey import create_app, schema
from survey.config import Settings
from survey.models.study import DEMONSTRATION
from survey.wording import store
from tests.benchmarks.floor import (
    FIRST_QUESTIONS,
    GROUP,
    ITEMS,
    PAGE_SIZES,
    THANKS,
    floor_application,
    make_tables,
)
from tests.factories import Card, make_card, make_study, writing

ROUNDS = 7
SITTINGS = 30  # in each round
KEYS = {key: f"{key:-<32}" for key in ("secret_key", "code_pepper", "export_key")}
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
HIDDEN = re.compile(r'name="(csrf_token|letter|sheet)"[^>]* value="([^"]+)"')
SHEET = re.compile(r'name="sheet"[^>]* value="([^"]+)"')

Form = dict[str, str]
Sit = Callable[[], object]


# The real application.


def real_application(folder: Path) -> Flask:
    """Return the application on a migrated database file of its own, with the stand-ins."""
    app = create_app(Settings(f"sqlite:///{folder / 'real.sqlite'}", **KEYS, https=False))
    schema.upgrade(app.extensions["database"])
    with writing(app) as database:
        store.keep_stand_ins(database)
    return app


def forms_of(code: str) -> list[Form]:
    """Return what a participant sends, in order."""
    answers = {item.key: str(1 + number % points) for number, (item, points) in enumerate(ITEMS)}
    given = iter(answers.items())
    pages = [dict(islice(given, size)) for size in PAGE_SIZES]
    about = [{"code": code}, {"language": "nb"}, {"adult": "y", "consent": "y"}]
    return [*about, *pages, {"meetings_before": "none"}, {}]


def sit(app: Flask, card: Card, *, each_choice: bool = False) -> int:
    """Go from the card to the thanks; return how many requests it took."""
    browser, address, n_requests = Client(app), "/", 1
    page = browser.get(address)
    for form in forms_of(card.code):
        if each_choice:
            n_requests += choose_each(browser, page.text, form)
        sent = browser.post(address, data={**dict(HIDDEN.findall(page.text)), **form})
        assert sent.status_code == 303, f"{address}: {sent.status}"
        address = sent.headers["Location"]
        page = browser.get(address)
        n_requests += 2
    assert address == "/thanks", address
    assert page.status_code == 200, page.status
    return n_requests


def choose_each(browser: Client, page: str, form: Form) -> int:
    """Send each choice of a page by itself, as its script does; return how many there were."""
    sheet, token = SHEET.search(page), TOKEN.search(page)
    if not (sheet and token):
        return 0
    known = {"csrf_token": token[1], "sheet": sheet[1], "writer": "0123456789abcdef"}
    for count, (key, value) in enumerate(form.items(), 1):
        sent = browser.post("/choices", data={**known, "count": str(count), key: value})
        assert sent.json["saved"] == [key], sent.text
    return len(form)


# On the floor.


def sit_on_floor(app: Flask, card: Card, *, each_choice: bool = False) -> None:
    """Send as many requests as the real sitting does."""
    browser, address = Client(app), "/0"
    page = browser.get(address)
    for number, form in enumerate(forms_of(card.code)):
        TOKEN.search(page.text)
        if each_choice and FIRST_QUESTIONS <= number <= GROUP:
            for key, value in form.items():
                browser.post("/choice", data={key: value})
        address = browser.post(address, data=form).headers["Location"]
        page = browser.get(address)
    assert address == f"/{THANKS}", address


# The client.


def sit_with_nobody(page: bytes, card: Card) -> None:
    """Send as many requests to nothing at all, for what the client itself costs."""
    headers = [("Content-Type", "text/html"), ("Location", "/1")]

    def answer(_environment: object, start: Callable[..., object]) -> list[bytes]:
        start("200 OK", headers)
        return [page]

    browser = Client(answer)
    shown = browser.get("/")
    for form in forms_of(card.code):
        TOKEN.search(shown.text)
        browser.post("/1", data=form)
        shown = browser.get("/1")


# The measuring.


@dataclass(frozen=True)
class Cost:
    """Milliseconds for one sitting."""

    wall: float
    cpu: float


def cost_of(sittings: Sequence[Sit]) -> Cost:
    """Return what each of these sittings took, on average."""
    wall, cpu = time.perf_counter(), time.process_time()
    for one in sittings:
        one()
    taken = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(*(1000 * seconds / len(sittings) for seconds in taken))


def median_of(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.wall for one in costs), statistics.median(one.cpu for one in costs)
    )


def measure(folder: Path) -> tuple[dict[str, Cost], int, int]:
    """Return the cost of each kind of sitting, and the real one's requests and commits."""
    floor_database = str(folder / "floor.sqlite")
    make_tables(floor_database)
    real, floor = real_application(folder), floor_application(floor_database)
    study = make_study(real, kind=DEMONSTRATION)
    cards = [make_card(real, study) for _ in range(2 * (ROUNDS + 1) * SITTINGS + 1)]
    n_requests, n_commits = count(real, cards.pop())
    page = Client(floor).get(f"/{FIRST_QUESTIONS}").data
    kinds: dict[str, Callable[[Card], object]] = {
        "client": partial(sit_with_nobody, page),
        "floor": partial(sit_on_floor, floor),
        "real": partial(sit, real),
        "floor_choices": partial(sit_on_floor, floor, each_choice=True),
        "real_choices": partial(sit, real, each_choice=True),
    }
    costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS + 1):
        drawn = {each: [cards.pop() for _ in range(SITTINGS)] for each in (False, True)}
        for kind, one in kinds.items():
            costs[kind].append(
                cost_of([partial(one, card) for card in drawn[kind.endswith("choices")]])
            )
    # The first round warms up: templates are compiled, texts read.
    return {kind: median_of(taken[1:]) for kind, taken in costs.items()}, n_requests, n_commits


def count(app: Flask, card: Card) -> tuple[int, int]:
    """Return how many requests and durable commits one sitting has."""
    engine = app.extensions["database"]
    n_changes, n_commits = 0, 0

    def note(connection: Connection) -> None:
        """Count a commit with which SQLite itself knows of changed rows."""
        nonlocal n_changes, n_commits
        before, n_changes = n_changes, connection.connection.dbapi_connection.total_changes
        n_commits += n_changes > before

    engine.dispose()  # one new connection, which has changed nothing yet
    event.listen(engine, "commit", note)
    n_requests = sit(app, card)
    event.remove(engine, "commit", note)
    return n_requests, n_commits


def cpu_seconds_of(code: str) -> float:
    """Return the processor time of a fresh interpreter that runs this and ends, warm."""
    command = [sys.executable, "-c", f"{code}\nimport time; print(time.process_time())"]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(6)]
    return statistics.median(float(run.stdout) for run in runs[1:])


def seconds_to_first_page(folder: Path) -> float:
    """Return how long a demonstration takes from the command to its first page."""
    facts = folder / "facts.json"
    program = Path(sys.executable).with_name("sammenheng")
    command = [program, "demo", "--port", "0", "--facts", facts]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as demo:
        try:
            while not facts.exists() or not facts.read_text().endswith("}\n"):
                assert demo.poll() is None, "the demonstration stopped"
                time.sleep(0.01)
            address = json.loads(facts.read_text())["base_url"]
            with urllib.request.urlopen(address + "/") as page:  # noqa: S310 - our own address
                page.read()
            return time.perf_counter() - start
        finally:
            demo.terminate()


def print_choices(costs: dict[str, Cost]) -> None:
    """Print what it costs beside that to save each choice at once."""
    n_choices = len(ITEMS) + 1
    floor, real = (
        Cost(
            (costs[f"{name}_choices"].wall - costs[name].wall) / n_choices,
            (costs[f"{name}_choices"].cpu - costs[name].cpu) / n_choices,
        )
        for name in ("floor", "real")
    )
    print(
        "| one choice saved at once, client and commit included | ms | of it processor "
        "| of the floor | processor of the floor's |\n| --- | --- | --- | --- | --- |"
    )
    for name, cost in (("bare Flask (floor)", floor), ("Sammenheng", real)):
        print(
            f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} "
            f"| {cost.wall / floor.wall:.2f} | {cost.cpu / floor.cpu:.2f} |"
        )
    print()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        costs, n_requests, n_commits = measure(Path(folder))
        first_page = seconds_to_first_page(Path(folder))
        disk = shutil.disk_usage(folder).total // 10**9
    client, floor, real = costs["client"], costs["floor"], costs["real"]
    print(
        f"{datetime.now().astimezone():%Y-%m-%d}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {disk} GB disk; "
        f"{n_requests} requests and {n_commits} durable commits a sitting, "
        f"median of {ROUNDS} rounds of {SITTINGS}\n"
    )
    print(
        "| one sitting | ms | of it processor | of the floor | processor of the floor's "
        "| sittings/s per core |\n| --- | --- | --- | --- | --- | --- |"
    )
    for name, cost in (
        ("the client alone", client),
        ("bare Flask (floor)", floor),
        ("Sammenheng", real),
    ):
        print(
            f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.wall / floor.wall:.2f} "
            f"| {cost.cpu / floor.cpu:.2f} | {1000 / cost.cpu:.0f} |"
        )
    net_real = Cost(real.wall - client.wall, real.cpu - client.cpu)
    net_floor = Cost(floor.wall - client.wall, floor.cpu - client.cpu)
    print(
        f"| Sammenheng, both without the client | {net_real.wall:.1f} | {net_real.cpu:.1f} "
        f"| {net_real.wall / net_floor.wall:.2f} | {net_real.cpu / net_floor.cpu:.2f} "
        f"| {1000 / net_real.cpu:.0f} |\n"
    )
    print_choices(costs)
    print("| start | seconds |\n| --- | --- |")
    for code in ("import flask, sqlalchemy", "import survey.participant_side"):
        print(f"| `{code}`, processor | {cpu_seconds_of(code):.2f} |")
    print(f"| `sammenheng demo` to the first page | {first_page:.1f} |")


if __name__ == "__main__":
    main()
