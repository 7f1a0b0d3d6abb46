"""Printings of cards: asked for, replaced, lost, fetched once; and cards that came back.

What these pages must never tell is how many of a group have used their card: they are four to
eight people. So nothing here counts used cards, not even for a moment:

- A new printing in place of an old one has as many cards as the old one, whoever has used theirs.
- It may be asked for always, whether none or all of the old cards are used, and looks the same.
- The audit event holds the number of cards printed, never the number made void.
- How many cards are out is the sum of what was printed and not replaced or lost. Rows of cards
  are not counted for it: the difference before and after a printing would be the number used.

What remains: whoever keeps the file with the codes can try each of them on the first page. That
is so with every list of codes; therefore the file can be fetched once, by who asked for it, and
the page says that it is to be deleted once it is printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, func, select

from survey import policies
from survey.audit import operations as audit
from survey.cards import counts, sealing, unused
from survey.cards.operations import next_number
from survey.errors import CardsEnded, NoSheet, TooManyReturned, UnknownPage
from survey.extensions import db
from survey.models import (
    CardBatch,
    CardSheet,
    CardsReturned,
    Staff,
    Study,
)
from survey.models.base import new_id
from survey.models.card import ASKED, LOST, REPLACED
from survey.models.job import FAILED
from survey.report import artefacts, taking, worker
from survey.weeks import current_week

KIND = "cards"  # of the job
CARD = "card"  # of the audit event
ENDED = frozenset({REPLACED, LOST})
KEPT_FOR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Wanted:
    """What somebody asks to have printed."""

    group_id: str | None
    n_cards: int
    language: str


def batches(study: Study) -> Sequence[CardBatch]:
    """Return a study's printings, the newest first."""
    return db.session.scalars(
        select(CardBatch).where(CardBatch.study_id == study.id).order_by(CardBatch.number.desc())
    ).all()


def batch_of(study: Study, number: int) -> CardBatch:
    """Return one printing of a study; raise UnknownPage if it is not there."""
    batch = db.session.scalar(select(CardBatch).filter_by(study_id=study.id, number=number))
    if batch is None:
        raise UnknownPage("there is no such printing of cards")
    return batch


def ask(staff: Staff, study: Study, wanted: Wanted, public_key: str) -> int:
    """Have cards made; return the printing's number."""
    policies.check_may_get_cards(study)
    audit.record(db.session, staff, "cards_asked_for", CARD, wanted.n_cards)
    return _ask(study, wanted, public_key)


def ask_again(staff: Staff, study: Study, number: int, public_key: str) -> int:
    """Make a printing's unused cards void and have as many new ones made; return its number."""
    policies.check_may_get_cards(study)
    old = _ended(study, number, REPLACED)
    audit.record(db.session, staff, "cards_replaced", CARD, old.n_cards)
    return _ask(study, Wanted(old.group_id, old.n_cards, old.language), public_key)


def _ask(study: Study, wanted: Wanted, public_key: str) -> int:
    batch = CardBatch(
        id=new_id(),
        study_id=study.id,
        number=next_number(db.session, study.id),
        group_id=wanted.group_id,
        n_cards=wanted.n_cards,
        language=wanted.language,
        week=current_week(),
        state=ASKED,
    )
    db.session.add(batch)
    db.session.flush()
    db.session.add(CardSheet(batch_id=batch.id, public_key=public_key, until=_now() + KEPT_FOR))
    artefacts.ask_for(db.session, study, KIND, batch.id)  # commits
    worker.start(current_app.config["SETTINGS"])
    return batch.number


def say_lost(staff: Staff, study: Study, number: int) -> None:
    """Make a printing's unused cards void."""
    batch = _ended(study, number, LOST)
    audit.record(db.session, staff, "cards_lost", CARD, batch.n_cards)
    db.session.commit()


def _ended(study: Study, number: int, state: str) -> CardBatch:
    """Return a printing that has come to its end: the cards that nobody has used are gone."""
    batch = batch_of(study, number)
    if batch.state in ENDED:
        raise CardsEnded("this printing was replaced or lost before")
    batch.state = state
    unused.make_void(db.session, [batch.id])
    db.session.execute(delete(CardSheet).where(CardSheet.batch_id == batch.id))
    return batch


def has_sheet(batch: CardBatch, private_key: str | None) -> bool:
    """Return whether this session may still fetch the printing, made or not yet made."""
    sheet = db.session.get(CardSheet, batch.id)
    return (
        sheet is not None
        and private_key is not None
        and sheet.until > _now()
        and sheet.public_key == sealing.public_key_of(private_key)
    )


def is_waiting(batch: CardBatch) -> bool:
    """Return whether a printing is being made for somebody who may still fetch it."""
    return batch.state == ASKED and db.session.get(CardSheet, batch.id) is not None


def keep_asking(study: Study, batch: CardBatch) -> bool:
    """Start the job once more where it got lost; return whether it has failed.

    For a page that is only read: the lock is taken for no longer than this.
    """
    with db.writing() as session:
        is_new, state = artefacts.ask_for(session, study, KIND, batch.id)
    if is_new:
        worker.start(current_app.config["SETTINGS"])
    return state == FAILED


def fetch(staff: Staff, study: Study, number: int, private_key: str | None) -> bytes:
    """Return the sheet as PDF and forget it: it is handed over once. Raise NoSheet without one."""
    batch = batch_of(study, number)
    sheet = db.session.get(CardSheet, batch.id)
    if private_key is None or sheet is None or sheet.sealed is None:
        raise NoSheet("there is no sheet to fetch")
    if not has_sheet(batch, private_key):
        raise NoSheet("another session asked for the sheet, or its hour is over")
    pepper = current_app.config["SETTINGS"].code_pepper
    content = sealing.unseal(sheet.sealed, private_key, pepper, batch.id)
    db.session.delete(sheet)
    audit.record(db.session, staff, "cards_fetched", CARD, batch.n_cards)
    db.session.commit()
    return content


def forget_old_sheets() -> None:
    """Delete sheets that nobody fetched in time."""
    late = CardSheet.until <= _now()
    if db.session.scalar(select(func.count()).select_from(CardSheet).where(late)):
        with db.writing() as session:
            session.execute(delete(CardSheet).where(late))
            session.commit()


def take_back(staff: Staff, study: Study, n_cards: int) -> None:
    """Keep how many printed cards came back unused, from all groups together.

    Raises TooManyReturned for more than were printed, by the numbers on paper alone. Where cards
    are in no printing nothing is compared: it would be with rows, and those tell who has erased.
    """
    if not counts.n_outside_printings(db.session, study):
        out = counts.n_printed(db.session, study) - counts.n_returned(db.session, study)
        if n_cards > out:
            raise TooManyReturned("more cards came back than were printed")
    row = db.session.get(CardsReturned, (study.id, current_week()))
    if row is None:
        db.session.add(CardsReturned(study_id=study.id, week=current_week(), n_cards=n_cards))
    else:
        row.n_cards += n_cards
    audit.record(db.session, staff, "cards_returned", CARD, n_cards)
    db.session.commit()


def returns(study: Study) -> Sequence[CardsReturned]:
    """Return what was entered of cards that came back, the newest week first."""
    return db.session.scalars(
        select(CardsReturned)
        .where(CardsReturned.study_id == study.id)
        .order_by(CardsReturned.week.desc())
    ).all()


def remove_return(staff: Staff, study: Study, week: str) -> None:
    """Take away what was entered in a week, because it was wrong."""
    row = db.session.get(CardsReturned, (study.id, week))
    if row is None:
        raise UnknownPage("there is no such entry")
    audit.record(db.session, staff, "cards_not_returned", CARD, row.n_cards)
    db.session.delete(row)
    db.session.commit()


def _now() -> dt.datetime:
    return taking.now()
