"""What a large export takes: `python -m tests.benchmarks.export [ADMINISTRATIONS] [FILE ...]`.

A million administrations if not said (a quarter as many people, before and after, two
instruments), and the research file as csv; FILE may be any format, or sharing for the file for an
archive. Our file, with scores, keyed values, and every cell read back and compared, against a bare
loop of `sqlite3` and `csv` that puts the same answers into the same rows, and adds nothing. All in
one run on one machine, each in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import csv
import itertools
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from operator import itemgetter
from pathlib import Path

from sqlalchemy import create_engine

from survey import create_app, schema
from survey.config import Settings
from survey.export.kinds import CSV, ENDINGS, LONG, RESEARCH, SHARING, VARIABLES, Order
from survey.export.making import Asked, make
from survey.extensions import db
from survey.manage.operations import study_by_key
from tests.benchmarks.filling import ITEMS, Place, Rows, people, write

COLUMNS = [key for items in ITEMS.values() for key in items]
# Person by person along the keys: SQLite sorts nothing for it.
QUERY = """
SELECT p.id, p.group_id, c.municipality_number, w.key, a.submitted_week, r.item_key, r.value
FROM participant p
CROSS JOIN administration a ON a.participant_id = p.id
CROSS JOIN response r ON r.administration_id = a.id
JOIN wave w ON w.id = a.wave_id
JOIN "group" g ON g.id = p.group_id
JOIN contact_point c ON c.id = g.contact_point_id
ORDER BY p.id
"""
PLACE = Place("s", ("before", "after"), {key: key for key in ITEMS}, "c")


def fill(path: Path, n_people: int) -> None:
    """Write a study of so many people into a database of our tables."""
    database = f"sqlite:///{path}"
    schema.upgrade(create_engine(database))
    of_study: list[tuple[str, Rows]] = [
        ("study", [("s", "large", "Large", "trial", "open", "", "", 0, "[]", 0)]),
        ("wave", [("before", "s", "pre", 1), ("after", "s", "post", 2)]),
        ("municipality", [("1806", "Narvik")]),
        ("contact_point", [("c", "s", "1806", "Sentralen")]),
        (
            "instrument_wording",
            [(key, key, "1", "nb", "reference", "as_published", "", key * 8) for key in ITEMS],
        ),
    ]
    write(database, itertools.chain(of_study, people(PLACE, n_people, random.Random(13))))


def bare(database: Path, target: Path) -> None:
    """Put the same answers into the same rows, and do nothing else."""
    rows = sqlite3.connect(database).execute(QUERY)
    with target.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["participant", "group", "municipality", "wave", "week", *COLUMNS])
        for _, cells in itertools.groupby(rows, key=itemgetter(0)):
            waves: dict[str, tuple[tuple[str, ...], dict[str, int]]] = {}
            for row in cells:
                if row[3] not in waves:
                    waves[row[3]] = row[:5], {}
                waves[row[3]][1][row[5]] = row[6]
            for told, answers in waves.values():
                out.writerow([*told, *(answers.get(key) for key in COLUMNS)])


def ours(database: Path, target: Path, how: str) -> None:
    """Make a file as the command does."""
    app = create_app(Settings(f"sqlite:///{database}", "s" * 32, "p" * 32, "e" * 32, https=False))
    with app.app_context():
        is_shared = how == SHARING
        kind, file_format = (SHARING, CSV) if is_shared else (RESEARCH, how)
        order = Order(kind, file_format, LONG, VARIABLES)
        made = make(db.session, Asked(study_by_key("large"), order, "e" * 32), target)
        print(f"{made.n_rows:,} rows, {made.n_bytes / 2**20:.0f} MiB", file=sys.stderr)


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        database, target, how = sys.argv[2:]
        start, busy = time.perf_counter(), time.process_time()
        if how == "bare":
            bare(Path(database), Path(target))
        else:
            ours(Path(database), Path(target), how)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(time.perf_counter() - start, time.process_time() - busy, peak)
        return
    n_administrations = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "large.sqlite")
        fill(database, n_administrations // 4)
        found = {}
        for how in ("bare", *(sys.argv[2:] or [CSV])):
            target = Path(folder, f"out{ENDINGS.get(how, '.csv')}")
            command = [sys.executable, "-m", __spec__.name, "--one", database, target, how]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            taken, busy, peak = map(float, done.stdout.split())
            found[how] = taken, busy, peak / 1024
    print(
        f"| {n_administrations:,} administrations | seconds | of it processor | peak MiB | speed |"
    )
    print("|---|---|---|---|---|")
    for how, (taken, busy, peak) in found.items():
        speed = found["bare"][0] / taken
        print(f"| {how} | {taken:.1f} | {busy:.1f} | {peak:.0f} | {speed:.2f} |")
    print("The bare loop has the speed 1; at least 0.5 of it is promised for csv.")


if __name__ == "__main__":
    main()
