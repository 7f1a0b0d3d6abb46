"""Where a participant wishes to be reminded, and how often that was done."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, iso_week, small_number


class Contact(Base):
    """An e-mail address for two reminders at most, encrypted with a key of its own.

    Nothing can be looked up by the address, and every row is of one length, so that a row says no
    more than that this card has an address. The row goes as soon as it has done its work.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("length(sealed) = 348", name="one_length"),  # see reminders/sealing.py
        CheckConstraint("n_sent IN (0, 1, 2)", name="at_most_two"),
        CheckConstraint("(n_sent = 0) = (sent_week IS NULL)", name="sent_week"),
        UNORDERED,
    )

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    n_sent: Mapped[small_number]  # counted before the sending, see reminders/contacts.py
    sent_week: Mapped[iso_week | None]  # of the last one
