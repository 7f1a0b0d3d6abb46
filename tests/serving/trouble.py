"""The program with pages that fail, hold a request up, or say what they know: a process of its own.

    python tests/serving/trouble.py CONFIGURATION PORT WORKERS

WORKERS is 0 for one process.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from flask import Flask, request
from sqlalchemy import text

from survey import create_app
from survey.config import load_settings
from survey.extensions import db
from survey.serving import alone, listening, logs, worker_number
from survey.serving.workers import Server

HOST = "127.0.0.1"


def add_trouble(app: Flask) -> None:
    """Add the pages; each is told what it must not tell."""

    @app.route("/trouble/crash")
    def crash() -> str:
        try:
            int(request.args["said"])
        except ValueError as error:
            raise RuntimeError(f"cannot do {request.args['said']}") from error
        return ""

    @app.route("/trouble/database")
    def database() -> str:
        said = request.args["said"]
        with db.writing() as session:
            values = {"said": said}
            session.execute(text("INSERT INTO instrument_wording (id) VALUES (:said)"), values)
        return ""

    @app.route("/trouble/statement")
    def statement() -> str:
        # A value put into the statement by mistake: a database's own message repeats it.
        db.session.execute(text(f"SELECT {request.args['said']}"))
        return ""

    @app.route("/trouble/thread")
    def thread() -> str:
        said = request.args["said"]

        def fail() -> None:
            raise ValueError(said)

        failing = threading.Thread(target=fail)
        failing.start()
        failing.join()
        return "done"

    @app.route("/trouble/slow")
    def slow() -> str:
        Path(request.args["mark"]).touch()
        time.sleep(1.5)
        return "answered all the same"

    @app.route("/trouble/who")
    def who() -> str:
        return f"{os.getpid()} {worker_number.current()} {request.remote_addr} {request.scheme}"


def main(configuration: str, port: str, workers: str) -> None:
    settings = load_settings({"SAMMENHENG_CONFIG": configuration})
    app = create_app(settings)
    add_trouble(app)
    logs.set_up(settings.log)
    if workers == "0":
        server = alone.listen(app, HOST, int(port))
        print(f"Serving on http://{HOST}:{server.effective_port}", file=sys.stderr, flush=True)
        alone.serve(app, server)
    else:
        bound = listening.bind(HOST, int(port))
        print(f"Serving on {listening.shown(bound)}", file=sys.stderr, flush=True)
        Server(app, bound, int(workers)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
