"""The floor: a bare Flask application that asks, keeps and shows as much as a sitting does.

One plain Jinja template of like text, the database's own driver with every commit durable, one
signed cookie; nothing checked, nothing looked up. `python -m tests.benchmarks.floor DATABASE
[--workers N]` serves it as `sammenheng serve` does the real one.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import threading
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request, session
from jinja2 import DictLoader
from werkzeug.wrappers import Response

THREADS = 8  # as survey serves
PAGE_SIZES = (5, 4, 4, 5, 5)
SECRET = "s" * 32
FOLDER = Path(__file__).parents[2] / "survey" / "wording"


@dataclass(frozen=True)
class Item:
    """A question, read without anything of the program's own."""

    key: str
    text: str
    low: str = ""
    high: str = ""


def _items(instrument: str) -> list[Item]:
    content = tomllib.loads((FOLDER / f"{instrument}.nb.toml").read_text(encoding="utf-8"))
    return [Item(key, **words) for key, words in content["items"].items()]


ITEMS = [(one, points) for name, points in (("soc13", 7), ("gse", 4)) for one in _items(name)]
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


DRAFT = "CREATE TABLE IF NOT EXISTS floor_draft (person TEXT PRIMARY KEY, answers TEXT)"
ANSWER = "CREATE TABLE IF NOT EXISTS floor_answer (person TEXT, item TEXT, value INT, {})"
OF_ONE = "PRIMARY KEY (person, item)"
KEEP_DRAFT = (
    "INSERT INTO floor_draft VALUES ({0}, {0})"
    " ON CONFLICT (person) DO UPDATE SET answers = excluded.answers"
)
KEEP_ANSWER = "INSERT INTO floor_answer VALUES ({0}, {0}, {0})"


class Kept(threading.local):
    """A line to the database for each thread."""

    def __init__(self, database: str) -> None:
        self.is_server = database.startswith("postgresql")
        self.mark = "%s" if self.is_server else "?"
        self.line: Any
        if self.is_server:
            self.line = import_module("psycopg").connect(database.replace("+psycopg", ""))
            return
        self.line = sqlite3.connect(database, timeout=30, check_same_thread=False)
        self.line.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")

    def draft(self, person: str, answers: str) -> None:
        self.line.execute(KEEP_DRAFT.format(self.mark), (person, answers))

    def answers(self, rows: Sequence[tuple[str, str, int]]) -> None:
        self.line.cursor().executemany(KEEP_ANSWER.format(self.mark), rows)

    def commit(self) -> None:
        self.line.commit()


def make_tables(database: str) -> None:
    """Make what is written to; before any process serves, since two at once would fail."""
    made = Kept(database)
    made.line.execute(DRAFT if made.is_server else f"{DRAFT} WITHOUT ROWID")
    made.line.execute(ANSWER.format(OF_ONE))
    made.line.commit()
    made.line.close()


def floor_application(database: str) -> Flask:
    """Return a bare application with the same number of requests and of durable commits."""
    app = Flask("floor")
    app.secret_key = SECRET
    app.jinja_loader = DictLoader({"page.html": TEMPLATE})  # compiled once
    kept = Kept(database)
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
            kept.answers([(session["person"], item.key, 1) for item, _points in ITEMS])
        elif number >= FIRST_QUESTIONS - 1:
            kept.draft(session["person"], json.dumps(request.form))
        kept.commit()  # nothing to commit at the card and the language
        return redirect(f"/{number + 1}", code=303)

    @app.post("/choice")
    def keep_choice() -> dict[str, bool]:
        kept.draft(session["person"], json.dumps(request.form))
        kept.commit()
        return {"saved": True}

    return app


def serve_with_workers(database: str, n_workers: int) -> None:
    """Serve in several processes, as ``survey.serving.workers`` does."""
    base = import_module("gunicorn.app.base").BaseApplication
    bound = import_module("socket").create_server(("127.0.0.1", 0))
    bound.set_inheritable(True)
    settings = {
        "bind": f"fd://{bound.fileno()}",
        "workers": n_workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "loglevel": "error",
    }

    class Workers(base):  # type: ignore[misc, valid-type]  # gunicorn ships no types
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return floor_application(database)

    print(f"Serving on http://127.0.0.1:{bound.getsockname()[1]}", file=sys.stderr, flush=True)
    Workers().run()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("--workers", type=int, default=0)
    asked = parser.parse_args()
    make_tables(asked.database)
    if asked.workers:
        serve_with_workers(asked.database, asked.workers)
        return
    app = floor_application(asked.database)
    served = import_module("waitress").create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    print(f"Serving on http://127.0.0.1:{served.effective_port}", file=sys.stderr, flush=True)
    served.run()


if __name__ == "__main__":
    main()
