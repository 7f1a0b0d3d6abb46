"""Answers that were collected elsewhere: what each import stored, and files that wait."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, WHERE, Base, iso_week, key_text, random_id, sha256_hex

STORED, UNDONE = "stored", "undone"
READING, READ, STORING, DONE, FAILED = "reading", "read", "storing", "done", "failed"


class AnswerImport(Base):
    """One file that was taken in: by its hash, and with the mapping that says what became of it.

    No name of the file and none of its cells; what it stored is known by the two tables below.
    """

    __tablename__ = "answer_import"
    __table_args__ = (
        CheckConstraint("state IN ('stored', 'undone')", name="state"),
        CheckConstraint("(state = 'undone') = (undone_week IS NOT NULL)", name="undone_week"),
        CheckConstraint("n_rows > 0", name="n_rows"),
        CheckConstraint("n_people >= 0", name="n_people"),
        # The same file counts once; undone, it may come again.
        Index(
            "uq_answer_import_study_id_file_sha256",
            "study_id",
            "file_sha256",
            unique=True,
            info={WHERE: text("state = 'stored'")},
        ),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10))
    week: Mapped[iso_week]
    undone_week: Mapped[iso_week | None]
    by: Mapped[str] = mapped_column(String(32))  # an account's id, kept when the account goes
    tool: Mapped[key_text]
    file_sha256: Mapped[sha256_hex]
    mapping_sha256: Mapped[sha256_hex]
    mapping: Mapped[str] = mapped_column(Text)
    n_rows: Mapped[int]  # one for each person and wave
    n_people: Mapped[int]  # that were new
    made: Mapped[dict[str, Any]] = mapped_column(JSON)  # ids of wordings and places made for it


class ImportedParticipant(Base):
    """That an import made a participant."""

    __tablename__ = "imported_participant"
    __table_args__ = (UNORDERED,)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    import_id: Mapped[str] = mapped_column(
        ForeignKey("answer_import.id", ondelete="CASCADE"), index=True
    )


class ImportedParticipation(Base):
    """That an import stored what somebody answered at a wave."""

    __tablename__ = "imported_participation"
    __table_args__ = (UNORDERED,)

    participation_id: Mapped[str] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True
    )
    import_id: Mapped[str] = mapped_column(
        ForeignKey("answer_import.id", ondelete="CASCADE"), index=True
    )


class ImportUpload(Base):
    """A file that waits to be looked at and taken in, encrypted; gone after an hour.

    The key is in the session of whoever sent it and nowhere here.
    """

    __tablename__ = "import_upload"
    __table_args__ = (
        CheckConstraint("state IN ('reading', 'read', 'storing', 'done', 'failed')", name="state"),
        UNORDERED,
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC
    state: Mapped[str] = mapped_column(String(10))
    ending: Mapped[str] = mapped_column(String(10))  # of the file's name: what kind it is
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mapping: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: it may name answers
    found: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: what reading found
