"""Slows down whoever guesses codes, without keeping anybody's address.

A code has 45 random bits. Where 10,000 cards are out, one guess in 3.5 thousand million opens one,
some card or other and never a chosen one, and what it opens is what is not sent in yet; answers
that were sent in are shown to nobody. So the limits need not be tight, and people come first:

- Only well-formed codes that no card carries count. A typing error fails the check character, which
  anybody can work out, so it gives a guesser nothing: it is never looked up and never counted, and
  a person may mistype as often as need be.
- 20 such codes in ten minutes from one address. Behind a volunteer centre's one address eight
  people with a stack of outdated cards may each try twice. One address gets no further than 2,880
  guesses a day: with 10,000 cards out, a chance of one in a million to open any.
- Where more than 500 came within an hour over all addresses, somebody is guessing from many, and
  each address gets only 3. Nobody is shut out by what others do elsewhere: a limit on all together
  would let anybody close the study for everybody.

While an address waits no code from it is looked up, a right one neither: to let right codes pass
would be to let guesses pass. But the wait lasts ten minutes at most from the first of the counted
codes, tries during it do not make it longer, whoever is in already notices nothing, and the page
says that the phone's own network, which is another address, works at once.

What was counted while the clock was ahead counts no more when it is right again: or the wait would
be as long as the clock was wrong.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math

from flask import current_app
from sqlalchemy import bindparam, delete, func, or_, select

from survey.administer.standing import Entry, recognise
from survey.errors import TooManyAttempts, UnknownCode
from survey.extensions import db
from survey.models import CodeAttempt
from survey.networks import network_of
from survey.prepared import Prepared

WINDOW = dt.timedelta(minutes=10)
MOST_FROM_ONE = 20
MOST_FROM_ALL, FROM_ALL_WITHIN = 500, dt.timedelta(hours=1)
MOST_FROM_ONE_UNDER_ATTACK = 3
KEPT = dt.timedelta(days=1)
# Asked with each code.
OLD = Prepared(
    select(CodeAttempt.source)
    .where(
        or_(CodeAttempt.began_at <= bindparam("before"), CodeAttempt.began_at > bindparam("after"))
    )
    .limit(1)
)
OF_SOURCE = Prepared(
    select(CodeAttempt.began_at, CodeAttempt.n_failed)
    .where(
        CodeAttempt.source == bindparam("source"),
        CodeAttempt.began_at > bindparam("since"),
        CodeAttempt.began_at <= bindparam("until"),
    )
    .limit(1)
)


def recognise_slowly(code: str, address: str) -> Entry:
    """Return who holds this code.

    Raises UnknownCode where no card carries it, and counts that; raises TooManyAttempts, without
    looking, while this address must wait. Tries from one address at the same moment are counted one
    after the other.
    """
    now = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
    _forget_old(now)
    source = source_of(address, now)
    db.lock_one(source)
    window = OF_SOURCE.row(db.connection, source=source, since=now - WINDOW, until=now)
    began_at, n_failed = window or (now, 0)
    _check_may_try(began_at, n_failed, now)
    try:
        return recognise(code)
    except UnknownCode:
        _count(CodeAttempt(source=source, began_at=began_at, n_failed=n_failed + 1), now)
        raise


def source_of(address: str, now: dt.datetime) -> str:
    """Return what stands for an address today.

    The day's salt is made from the pepper and the date, so it is stored nowhere, and yesterday's
    rows cannot be joined with today's without the pepper. Whoever holds the pepper could try all
    addresses; therefore the rows go after a day as well.
    """
    pepper = current_app.config["SETTINGS"].code_pepper
    salt = hmac.new(pepper.encode(), f"attempts\0{now:%Y-%m-%d}".encode(), hashlib.sha256).digest()
    return hmac.new(salt, network_of(address).encode(), hashlib.sha256).hexdigest()


def _forget_old(now: dt.datetime) -> None:
    """Drop what is older than a day; a commit only where there is something to drop."""
    before, after = now - KEPT, now + KEPT
    if OLD.row(db.connection, before=before, after=after):
        is_old = or_(CodeAttempt.began_at <= before, CodeAttempt.began_at > after)
        db.session.execute(delete(CodeAttempt).where(is_old))
        db.session.commit()


def _check_may_try(began_at: dt.datetime, n_failed: int, now: dt.datetime) -> None:
    if not n_failed:
        return
    is_attack = _n_from_all(now) > MOST_FROM_ALL
    if n_failed >= (MOST_FROM_ONE_UNDER_ATTACK if is_attack else MOST_FROM_ONE):
        raise TooManyAttempts(math.ceil((began_at + WINDOW - now).total_seconds()))


def _n_from_all(now: dt.datetime) -> int:
    lately = CodeAttempt.began_at.between(now - FROM_ALL_WITHIN, now)
    return db.session.scalar(select(func.sum(CodeAttempt.n_failed)).where(lately)) or 0


def _count(window: CodeAttempt, now: dt.datetime) -> None:
    """Keep the new count, and tell the log, without whose, when it begins to look like guessing.

    The commit ends the transaction: the lock is free before the page is written.
    """
    db.session.merge(window)
    db.session.flush()
    n_from_all = _n_from_all(now)
    db.session.commit()
    if n_from_all == MOST_FROM_ALL + 1:
        current_app.logger.warning(
            "more than %d codes that no card carries were typed within an hour", MOST_FROM_ALL
        )
