"""Codes that were typed and that no card carries, counted so that guessing can be slowed down."""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, sha256_hex


class CodeAttempt(Base):
    """How many such codes came from one source since a moment; gone after a day at the latest.

    The source is a keyed hash of an address with the day's salt, never the address itself, and no
    row is about a participant: a code that opened something leaves no trace here.
    """

    __tablename__ = "code_attempt"
    __table_args__ = (CheckConstraint("n_failed > 0", name="n_failed"), UNORDERED)

    source: Mapped[sha256_hex] = mapped_column(primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False), primary_key=True)  # UTC
    n_failed: Mapped[int]
