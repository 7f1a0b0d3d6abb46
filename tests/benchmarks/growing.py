"""What a sitting costs as the database grows: `python -m tests.benchmarks.growing`.

From an empty database to a million administrations (`--administrations N` for fewer), all in the
study that the measured people are in. Sittings one after the other in this process, client
included, each commit on the disk; beside each size the bare Flask floor on its own small database
in the same minute, so that what the machine does meanwhile is seen and taken out. SQLite in a
scratch folder, which `--folder` places; `--database` names an empty PostgreSQL database.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from survey import create_app, schema
from survey.config import Settings
from survey.models import Administration, InstrumentWording, Wave
from survey.models.study import DEMONSTRATION
from survey.wording import store
from tests.benchmarks.filling import ITEMS, Place, make_cards, people, write
from tests.benchmarks.floor import floor_application, make_tables
from tests.benchmarks.sitting import KEYS, Cost, cost_of, sit, sit_on_floor
from tests.factories import make_group, make_study, writing

MOST = 1_000_000
FEWEST = 10_000
PER_PERSON = 4  # administrations: two waves of two instruments
ROUNDS, SITTINGS = 7, 30


@dataclass(frozen=True)
class Measured:
    """Milliseconds for one sitting, with so many administrations in the database."""

    n_administrations: int
    real: Cost
    floor: Cost


def installation(database: str) -> tuple[Flask, Place]:
    """Return an application on an empty database, and where people are put."""
    app = create_app(Settings(database, **KEYS, https=False))
    schema.upgrade(app.extensions["database"])
    with writing(app) as session:
        store.keep_stand_ins(session)
    study = make_study(app, kind=DEMONSTRATION)
    point = make_group(app, study).contact_point_id
    with Session(app.extensions["database_reading"]) as session:
        waves = session.scalars(select(Wave.id).filter_by(study_id=study.id)).all()
        of_instrument = select(InstrumentWording.instrument_key, InstrumentWording.id)
        texts = dict(map(tuple, session.execute(of_instrument)))
    assert texts.keys() == ITEMS.keys()
    return app, Place(study.id, waves, texts, point)


def grow(app: Flask, place: Place, n_administrations: int) -> None:
    """Fill the database up to so many administrations."""
    engine = app.extensions["database"]
    missing = max(0, n_administrations - _stored(app)) // PER_PERSON
    if not missing:
        return
    if engine.dialect.name == "sqlite":
        engine.dispose()  # the file is filled without a log, which nobody else may hold open
    address = engine.url.render_as_string(hide_password=False)
    write(address, people(place, missing, random.Random(n_administrations)))
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))  # as the server does by itself within minutes


def _stored(app: Flask) -> int:
    with Session(app.extensions["database_reading"]) as session:
        return session.scalar(select(func.count()).select_from(Administration)) or 0


def measure(app: Flask, floor: Flask, place: Place) -> Measured:
    """Return what a sitting costs now: the median of some rounds, real and floor by turns."""
    n_before = _stored(app)
    real: list[Cost] = []
    bare: list[Cost] = []
    for _ in range(ROUNDS + 1):  # the first warms up
        cards = make_cards(app, place.study_id, SITTINGS)
        bare.append(cost_of([partial(sit_on_floor, floor, one) for one in cards]))
        real.append(cost_of([partial(sit, app, one) for one in cards]))
    return Measured(n_before, _median(real[1:]), _median(bare[1:]))


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(one.wall for one in costs), statistics.median(one.cpu for one in costs)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--folder", help="where the scratch folder is made")
    parser.add_argument("--administrations", type=int, default=MOST)
    asked = parser.parse_args()
    sizes = [0, *(one for one in (FEWEST, MOST // 10) if one < asked.administrations)]
    with tempfile.TemporaryDirectory(dir=asked.folder) as made:
        folder = Path(made)
        database = asked.database or f"sqlite:///{folder / 'real.sqlite'}"
        app, place = installation(database)
        floor_database = asked.database or str(folder / "floor.sqlite")
        make_tables(floor_database)
        floor = floor_application(floor_database)
        found: list[Measured] = []
        for size in [*sizes, asked.administrations]:
            start = time.perf_counter()
            grow(app, place, size)
            print(f"{size:,} filled in {time.perf_counter() - start:.0f} s", file=sys.stderr)
            found.append(measure(app, floor, place))
        app.extensions["database"].dispose()
    _print(found)


def _print(found: list[Measured]) -> None:
    print(
        "| administrations stored | sitting, ms | of it processor | of the floor "
        "| of the empty database's |\n| --- | --- | --- | --- | --- |"
    )
    empty = found[0].real.wall / found[0].floor.wall
    for one in found:
        ratio = one.real.wall / one.floor.wall
        print(
            f"| {one.n_administrations:,} | {one.real.wall:.1f} | {one.real.cpu:.1f} "
            f"| {ratio:.2f} | {ratio / empty:.2f} |"
        )


if __name__ == "__main__":
    main()
