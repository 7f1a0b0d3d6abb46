"""Forms on paper: what was printed, and what was typed in from them and is not compared yet."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import (
    UNORDERED,
    Base,
    language_code,
    random_id,
    sha256_hex,
    small_number,
)


class PaperForm(Base):
    """A form as it was printed: its number at the foot of the paper says everything in it.

    Never changed: a study with another letter or wording gets a form of another number, and papers
    of the old one can still be keyed as what they are.
    """

    __tablename__ = "paper_form"
    __table_args__ = (UniqueConstraint("number"), UniqueConstraint("wave_id", "sha256"))

    id: Mapped[random_id]
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(8))
    language: Mapped[language_code]
    wording_ids: Mapped[dict[str, str]] = mapped_column(JSON)  # by instrument
    letter: Mapped[dict[str, Any]] = mapped_column(JSON)  # what is agreed to, as printed
    letter_sha256: Mapped[sha256_hex]
    sha256: Mapped[sha256_hex]  # of all the above but the number


class KeyedReading(Base):
    """What somebody typed in from one paper: the first of two readings, or both until compared.

    Encrypted, and gone as soon as the answers are stored or the paper is put aside.
    """

    __tablename__ = "keyed_reading"
    __table_args__ = (
        UniqueConstraint("participant_id", "wave_id", "reading"),
        UniqueConstraint("page_id"),
        CheckConstraint("reading IN (1, 2)", name="reading"),
        UNORDERED,
    )

    id: Mapped[random_id]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    form_id: Mapped[str] = mapped_column(ForeignKey("paper_form.id", ondelete="CASCADE"))
    reading: Mapped[small_number]
    page_id: Mapped[str] = mapped_column(String(32))  # the page as shown: sent twice is one reading
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
