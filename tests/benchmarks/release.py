"""How long ledger and reports take: python -m tests.benchmarks.release [--nation].

Run by hand, never asserted. The ledger is told sizes alone, so its part needs no database. Beside
it one municipality's report as page and PDF, against the work on its figures; with ``--nation``
the job itself for 3,500 groups in 357 municipalities, on a database of its own.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from flask import Flask, render_template
from flask_babel import force_locale

from survey import create_app, schema
from survey.config import Settings
from survey.extensions import db
from survey.models import Edition, Study
from survey.models.edition import ACCEPTED
from survey.municipalities import all_municipalities
from survey.release import book, editions, making
from survey.release.book import Book, FrozenAtom, ReleasedSet
from survey.release.contexts import Contexts
from survey.release.gate import load_thresholds
from survey.release.ledger import Ledger
from survey.release.planning import new_sets, plan
from survey.release.study_people import FrozenPeople, people
from survey.report.sections import report_document
from survey.report.typeset import typeset
from survey.wording import store
from tests.released import FIRST, SECOND, add_round, make_frozen_study

SIZES = ((40, 6), (120, 15), (400, 40), (800, 80), (3500, 357))
QUARTERS = 8


def nation(n_groups: int, n_municipalities: int, seed: int = 1) -> Mapping[str, Sequence[int]]:
    """Return the sizes of the groups of each municipality; some have many groups, most have few."""
    chance = random.Random(seed)
    numbers = chance.sample(sorted(all_municipalities()), n_municipalities)
    shares = [1 / (1 + place) ** 0.6 for place in range(n_municipalities)]
    sizes: dict[str, list[int]] = {}
    for number in chance.choices(numbers, shares, k=n_groups):
        sizes.setdefault(number, []).append(chance.randint(2, 7))
    return sizes


def frozen(towns: Mapping[str, Sequence[int]], week: str, seed: int = 2) -> dict[str, FrozenAtom]:
    """Return an atom for each group."""
    chance = random.Random(seed)
    return {
        f"{number}-{place}-{week}": FrozenAtom(
            id=f"{number}-{place}-{week}",
            weight=size,
            group=f"{number}-{place}",
            cut_off_week=week,
            municipality=number,
            contact_point=f"{number}-{chance.randrange(3)}",
            group_type=chance.choice(["self_organised"] * 4 + ["led"]),
            life_problem=chance.choice(["same", "mixed"]),
            is_tombstone=False,
        )
        for number, sizes in towns.items()
        for place, size in enumerate(sizes)
    }


def entered(ledger: Book) -> Book:
    """Return the ledger with everything that a plan lets out."""
    sets = (
        ReleasedSet(one.kind, one.recipient, "", one.atoms)
        for one in new_sets(plan(ledger, {}, load_thresholds()))
    )
    return replace(ledger, released=(*ledger.released, *sets))


def one_municipality() -> None:
    """Tell how long one query takes after eight quarters."""
    ledger, towns = Book({}, (), ""), {"1804": [5, 4, 6, 5]}
    for quarter in range(QUARTERS):
        ledger = entered(
            Book({**ledger.atoms, **frozen(towns, f"q{quarter}")}, ledger.released, "")
        )
    rows = [one.atoms for one in ledger.released]
    known = Ledger(ledger.for_audit(), rows, load_thresholds())
    asked = frozenset(chance for chance in ledger.atoms if chance.startswith("1804-0"))
    taken = seconds(lambda: known.verdict(frozenset(ledger.atoms) - asked), times=50)
    print(f"one query, a municipality with {QUARTERS} quarters: {1000 * taken:.2f} ms")


def plans() -> None:
    """Tell how long a whole plan takes: every report and every line of every table."""
    for n_groups, n_municipalities in SIZES:
        ledger = Book(frozen(nation(n_groups, n_municipalities), "q0"), (), "")
        found = []
        taken = seconds(lambda: found.append(plan(ledger, {}, load_thresholds())))  # noqa: B023
        print(
            f"{n_groups:5} groups in {n_municipalities:3} municipalities: {len(found[0]):5} sets, "
            f"{taken:6.2f} s, {1000 * taken / len(found[0]):5.2f} ms a set"
        )


def one_report(app: Flask) -> None:
    """Tell what page and PDF cost beside the work on the figures."""
    with app.app_context():
        made = figures(db.session, db.session.query(Study).one())
        document = made[1].facts
        work = seconds(lambda: figures(db.session, db.session.query(Study).one()), times=5)
        typeset(document, "nb")
        shown = seconds(lambda: (page(app, document), typeset(document, "nb")), times=5)
    print(f"figures of a study of {len(made)} reports, from its answers: {1000 * work:.0f} ms")
    print(f"one report as page and PDF: {1000 * shown:.0f} ms, {shown / work:.2f} of that")


def figures(session, study):  # type: ignore[no-untyped-def]
    """Return the facts of every report of a planned edition."""
    edition = session.query(Edition).one()
    everybody = FrozenPeople(session, study, people(session, study))
    contexts = Contexts(session, edition, 1, book.read(session, study.id), everybody)
    return list(contexts.made({(one.kind, one.recipient): "" for one in contexts.due()}))


def page(app: Flask, facts) -> str:  # type: ignore[no-untyped-def]
    """Return a report as a page."""
    with app.test_request_context("/"), force_locale("nb"):
        return render_template("report/_sections.html", document=report_document(facts))


def a_nation(app: Flask, study: Study) -> None:
    """Tell how long the job takes for a whole nation, verdicts and documents apart."""
    towns = nation(3500, 357)
    add_round(app, study, towns)
    with app.app_context():
        start = time.perf_counter()
        edition = making.make_plan(study.id, FIRST)
        planned = time.perf_counter()
        with db.writing() as session:
            editions.move(session, session.get_one(Edition, edition), SECOND, ACCEPTED)
            session.commit()
        making.make_documents(edition, told)
        made = time.perf_counter()
        with db.reading() as session:
            n_documents = len(editions.documents(session, session.get_one(Edition, edition)))
    print(f"\nfrozen and planned in {planned - start:.0f} s; {n_documents} reports in three ")
    print(f"languages and registers entered and typeset in {made - planned:.0f} s")


def told(done: int, steps: int) -> None:
    """Show how far the job has come."""
    print(f"\r{done} of {steps}", end="", file=sys.stderr)


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Return the processor's seconds of the quickest of some runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def an_application(folder: Path) -> Flask:
    """Return an application on an empty database."""
    url = f"sqlite:///{folder / 'release.sqlite'}"
    app = create_app(Settings(url, "s" * 32, "p" * 32, "e" * 32, https=False))
    with app.app_context():
        schema.upgrade(db.engine)
        with db.writing() as session:
            store.keep_stand_ins(session)
            session.commit()
    return app


def main() -> None:
    """Print everything."""
    one_municipality()
    plans()
    with tempfile.TemporaryDirectory() as folder:
        app = an_application(Path(folder))
        if "--nation" in sys.argv:
            a_nation(app, make_frozen_study(app))
            return
        study = make_frozen_study(app)
        with app.app_context():
            making.make_plan(study.id, FIRST)
        one_report(app)


if __name__ == "__main__":
    main()
