"""Printings of cards: how many, for which group, and the sheet until somebody has fetched it.

No code and no card number is in any of these tables, and nothing in them says whether a card has
been used. What ties a card to its printing tells no more than its group, a language and the week
of the printing, and no page shows it.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, iso_week, language_code, random_id

ASKED, PRINTED, REPLACED, LOST = "asked", "printed", "replaced", "lost"
STANDING = frozenset({PRINTED})  # whose cards may be in somebody's hands


class CardBatch(Base):
    """One printing of cards for one group."""

    __tablename__ = "card_batch"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("n_cards > 0", name="n_cards"),
        CheckConstraint("state IN ('asked', 'printed', 'replaced', 'lost')", name="state"),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    group_id: Mapped[str | None] = mapped_column(  # a trial study may have no groups
        ForeignKey("group.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]  # the study's first printing is 1
    n_cards: Mapped[int]
    language: Mapped[language_code]
    week: Mapped[iso_week]
    state: Mapped[str] = mapped_column(String(10))


class CardInBatch(Base):
    """Which printing a card came from, so that those nobody has used can be made void."""

    __tablename__ = "card_in_batch"
    __table_args__ = (UNORDERED,)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    batch_id: Mapped[str] = mapped_column(
        ForeignKey("card_batch.id", ondelete="CASCADE"), index=True
    )


class CardSheet(Base):
    """A sheet of cards on its way from the job that makes it to the browser that asked for it.

    Encrypted to a key that only that browser's session holds. It goes when it has been fetched
    once, and after an hour at the latest nobody gets it any more.
    """

    __tablename__ = "card_sheet"
    __table_args__ = (UNORDERED,)

    batch_id: Mapped[str] = mapped_column(
        ForeignKey("card_batch.id", ondelete="CASCADE"), primary_key=True
    )
    public_key: Mapped[str] = mapped_column(String(44))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    until: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC


class CardsReturned(Base):
    """Cards that came back in a week, of all groups together: one group is few people."""

    __tablename__ = "cards_returned"
    __table_args__ = (CheckConstraint("n_cards > 0", name="n_cards"),)

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    n_cards: Mapped[int]
