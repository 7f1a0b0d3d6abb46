"""What one participant's sitting costs the server: `.venv/bin/python tests/benchmarks/sitting.py`.

A sitting goes from the card to the thanks as a browser does it: each page is opened, each form
sent with its CSRF token, each redirect followed; the style sheet and the icon are left out. The
floor, in the same run and in turn with it, is a bare Flask application with as many requests and
as many durable commits: one plain Jinja template of like text, stdlib sqlite3 with the same
journal and synchronous=FULL, one signed cookie, nothing checked, nothing looked up.

Both are driven by werkzeug's test client in this process, so no network and no server is in
either. What the client costs by itself is measured too, since it is the same in both and makes
the ratio look smaller; the last ratio is without it. Median of the rounds.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import sqlite3
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

from flask import Flask, redirect, render_template, request, session
from jinja2 import DictLoader
from sqlalchemy import Connection, event
from werkzeug.test import Client
from werkzeug.wrappers import Response

sys.path.insert(0, str(Path(__file__).parents[2]))

from survey import create_app, schema
from survey.config import Settings
from survey.models.study import DEMONSTRATION
from survey.wording import store
from survey.wording.reading import FOLDER, read_file, wording
from tests.factories import Card, make_card, make_study, writing

ROUNDS = 7
SITTINGS = 30  # in each round
PAGE_SIZES = (5, 4, 4, 5, 5)
KEYS = {key: f"{key:-<32}" for key in ("secret_key", "code_pepper", "export_key")}
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
HIDDEN = re.compile(r'name="(csrf_token|letter|sheet)"[^>]* value="([^"]+)"')
SHEET = re.compile(r'name="sheet"[^>]* value="([^"]+)"')
ITEMS = [
    (item, points)
    for key, points in (("soc13", 7), ("gse", 4))
    for item in wording(read_file(FOLDER / f"{key}.nb.toml")).items
]

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


# The floor.

TEMPLATE = """<!doctype html>
<html lang="nb">
<head><meta charset="utf-8"><title>{{ title }}</title><link rel="stylesheet" href="/s.css"></head>
<body>
<main>
<h1>{{ title }}</h1>
{% for paragraph in paragraphs %}<p>{{ paragraph }}</p>
{% endfor %}
<form method="post">
{% for item, points in items %}<fieldset id="{{ item.key }}"><legend>{{ item.text }}</legend>
{% for point in range(1, points + 1) %}<label class="point"><input type="radio" name="{{ item.key }}" value="{{ point }}"><span>{{ point }}</span></label>
{% endfor %}
<label class="declined"><input type="radio" name="{{ item.key }}" value="declined"><span>Jeg vil ikke svare på dette</span></label>
<div class="anchors"><span>{{ item.low }}</span><span>{{ item.high }}</span></div></fieldset>
{% endfor %}
<button>Gå videre</button></form>
</main>
</body>
</html>
"""  # noqa: E501 - a tag on each line
SENTENCE = "Du kan hoppe over et spørsmål og svare på det senere, eller la det stå åpent. "
N_PARAGRAPHS = (3, 2, 9, 2, 2, 2, 2, 2, 5, 23, 6)  # about as much as the real pages have
FIRST_QUESTIONS, GROUP, CHECK, THANKS = 3, 8, 9, 10


def floor_application(folder: Path) -> Flask:
    """Return a bare application with the same number of requests and of durable commits."""
    app = Flask("floor")
    app.secret_key = KEYS["secret_key"]
    app.jinja_loader = DictLoader({"page.html": TEMPLATE})  # compiled once
    database = sqlite3.connect(folder / "floor.sqlite")
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE draft (person TEXT PRIMARY KEY, answers TEXT) WITHOUT ROWID;"
        "CREATE TABLE answer (person TEXT, item TEXT, value INT, PRIMARY KEY (person, item));"
    )
    items: dict[int, Sequence[object]] = {}
    for place, size in enumerate(PAGE_SIZES):
        items[FIRST_QUESTIONS + place] = ITEMS[sum(PAGE_SIZES[:place]) :][:size]

    @app.get("/<int:number>")
    def show(number: int) -> str:
        session.get("person")
        paragraphs = [SENTENCE] * N_PARAGRAPHS[number]
        asked = items.get(number, ())
        return render_template("page.html", title="Spørsmål", paragraphs=paragraphs, items=asked)

    @app.post("/<int:number>")
    def keep(number: int) -> Response:
        if number == 0:
            session["person"] = request.form["code"]
        if number == CHECK:
            rows = [(session["person"], item.key, 1) for item, _points in ITEMS]
            database.executemany("INSERT INTO answer VALUES (?, ?, ?)", rows)
        elif number >= FIRST_QUESTIONS - 1:
            row = (session["person"], json.dumps(request.form))
            database.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", row)
        database.commit()  # nothing to commit at the card and the language
        return redirect(f"/{number + 1}", code=303)

    @app.post("/choice")
    def keep_choice() -> dict[str, bool]:
        row = (session["person"], json.dumps(request.form))
        database.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", row)
        database.commit()
        return {"saved": True}

    return app


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
    real, floor = real_application(folder), floor_application(folder)
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
        (costs[f"{name}_choices"].wall - costs[name].wall) / n_choices for name in ("floor", "real")
    )
    print("| one choice saved at once, client and commit included | ms | of the floor |")
    print("| --- | --- | --- |")
    print(f"| bare Flask (floor) | {floor:.2f} | 1.00 |")
    print(f"| Sammenheng | {real:.2f} | {real / floor:.2f} |\n")


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
    print("| one sitting | ms | of it processor | of the floor | sittings/s per core |")
    print("| --- | --- | --- | --- | --- |")
    for name, cost in (
        ("the client alone", client),
        ("bare Flask (floor)", floor),
        ("Sammenheng", real),
    ):
        print(
            f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.wall / floor.wall:.2f} "
            f"| {1000 / cost.cpu:.0f} |"
        )
    net_real, net_floor = real.wall - client.wall, floor.wall - client.wall
    print(
        f"| Sammenheng, both without the client | {net_real:.1f} | {real.cpu - client.cpu:.1f} "
        f"| {net_real / net_floor:.2f} | {1000 / (real.cpu - client.cpu):.0f} |\n"
    )
    print_choices(costs)
    print("| start | seconds |\n| --- | --- |")
    for code in ("import flask, sqlalchemy", "import survey"):
        print(f"| `{code}`, processor | {cpu_seconds_of(code):.2f} |")
    print(f"| `sammenheng demo` to the first page | {first_page:.1f} |")


if __name__ == "__main__":
    main()
