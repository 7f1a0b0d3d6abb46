"""How a participant wants the pages shown."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base


class ShownAs(Base):
    """A card's display; no row where nobody has chosen. It says nothing about the person."""

    __tablename__ = "shown_as"
    __table_args__ = (
        CheckConstraint("amount IN ('page', 'question')", name="amount"),
        CheckConstraint("text_size IN ('ordinary', 'large', 'larger')", name="text_size"),
        CheckConstraint("spacing IN ('ordinary', 'more')", name="spacing"),
        UNORDERED,
    )

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    amount: Mapped[str] = mapped_column(String(10))
    text_size: Mapped[str] = mapped_column(String(10))
    spacing: Mapped[str] = mapped_column(String(10))
