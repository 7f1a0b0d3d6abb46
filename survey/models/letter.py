"""Information letters: what a study has installed, and the texts that people have agreed to."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, language_code, random_id, sha256_hex


class StoredLetter(Base):
    """One version of a study's letter, never changed once stored."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("study_id", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[sha256_hex]


class LetterText(Base):
    """A text that somebody has agreed to, word for word; a consent knows it by its hash."""

    __tablename__ = "letter_text"
    __table_args__ = (UNORDERED,)

    sha256: Mapped[sha256_hex] = mapped_column(primary_key=True)
    language: Mapped[language_code]
    text: Mapped[str] = mapped_column(Text)
