"""Cards that nobody has used: a card that carries anything of anybody is never one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from survey.models import CardBatch, CardInBatch, Participant
from survey.models.base import Base

# Whatever refers to a participant says that the card is in use; a table added later does too.
TRACES_OF_USE = [
    table.c[key.parent.name]
    for table in Base.metadata.sorted_tables
    if table is not CardInBatch.__table__
    for key in table.foreign_keys
    if key.column.table is Participant.__table__
]


def make_void(session: Session, batch_ids: Collection[str]) -> None:
    """Remove the cards of some printings that nobody has used; the caller commits.

    Tells nobody how many they were: that would tell how many of few people have answered.
    """
    in_batch = select(CardInBatch.participant_id).where(CardInBatch.batch_id.in_(batch_ids))
    # Where databases lock rows: a card that somebody takes into use meanwhile is waited for.
    locked = select(Participant.id).where(Participant.id.in_(in_batch), _is_unused())
    ids = session.scalars(locked.with_for_update(skip_locked=True)).all()
    for start in range(0, len(ids), AT_A_TIME):
        session.execute(
            delete(Participant).where(
                Participant.id.in_(ids[start : start + AT_A_TIME]), _is_unused()
            ),
            execution_options={"synchronize_session": False},
        )


AT_A_TIME = 500  # SQLite takes so many values in one question


def n_printings_of_before(session: Session, week: str) -> int:
    """Return how many printings of a week and before still have cards that nobody has used."""
    return session.scalar(select(func.count()).select_from(CardBatch).where(_due(week))) or 0


def printings_of_before(session: Session, week: str, most: int) -> Sequence[str]:
    """Return the ids of such printings."""
    return session.scalars(select(CardBatch.id).where(_due(week)).limit(most)).all()


def _due(week: str) -> ColumnElement[bool]:
    unused = (
        exists()
        .where(CardInBatch.batch_id == CardBatch.id, Participant.id == CardInBatch.participant_id)
        .where(_is_unused())
    )
    return and_(CardBatch.week <= week, unused)


def _is_unused() -> ColumnElement[bool]:
    return and_(*(~exists().where(column == Participant.id) for column in TRACES_OF_USE))
