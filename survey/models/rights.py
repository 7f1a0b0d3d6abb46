"""What a participant holds against everybody else: a word of their own, and the way out."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, iso_week, sha256_hex

WITHDRAWN, ERASED = "withdrawn", "erased"


class OwnWord(Base):
    """A word that opens what its owner has sent in, from the wave after which it was chosen.

    Nothing from before that wave: whoever found the card and answered in its owner's place could
    otherwise choose a word, and read with it what the owner had said earlier.
    """

    __tablename__ = "own_word"
    __table_args__ = (UNORDERED,)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    from_wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    word_hash: Mapped[str] = mapped_column(String(200))


class WordAttempt(Base):
    """How often a word was tried with a card today; it goes with the right word, or the day."""

    __tablename__ = "word_attempt"
    __table_args__ = (CheckConstraint("n_tried > 0", name="n_tried"), UNORDERED)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[dt.date] = mapped_column(Date)  # UTC
    n_tried: Mapped[int]


class Withdrawal(Base):
    """That a participant has withdrawn: what they answered is set aside, and nothing more asked."""

    __tablename__ = "withdrawal"
    __table_args__ = (UNORDERED,)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[iso_week]


# Whoever reads answers leaves these people out.
WITHDRAWN_PEOPLE = select(Withdrawal.participant_id)


class Receipt(Base):
    """That something was withdrawn or erased; nothing here leads to whose it was."""

    __tablename__ = "receipt"
    __table_args__ = (CheckConstraint("kind IN ('withdrawn', 'erased')", name="kind"), UNORDERED)

    number_hash: Mapped[sha256_hex] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    week: Mapped[iso_week]
