"""What a participant writes at post in words of their own, in a study that asks."""

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base


class OpenAnswer(Base):
    """One person's own words, apart from all other answers: no dataset reads this table."""

    __tablename__ = "open_answer"
    __table_args__ = (CheckConstraint("length(text) BETWEEN 1 AND 1000", name="length"), UNORDERED)

    participation_id: Mapped[str] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)
