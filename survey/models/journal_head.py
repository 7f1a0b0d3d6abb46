"""How far the journal was when this database was last changed by something that stands in it."""

from sqlalchemy import CheckConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, sha256_hex


class JournalHead(Base):
    """Number and hash of the journal's last entry that this database knows; no row: of none."""

    __tablename__ = "journal_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int]
    chain: Mapped[sha256_hex]
