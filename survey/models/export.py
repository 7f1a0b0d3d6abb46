"""Files taken out: what was approved, what was made, and what is called back afterwards."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, iso_week, key_text, random_id, sha256_hex

PROPOSED, APPROVED, REFUSED, TAKEN_BACK = "proposed", "approved", "refused", "taken_back"
WAITING, READY, TAKEN_OUT, GONE = "waiting", "ready", "taken_out", "gone"


class ExportProposal(Base):
    """That somebody wants to take out a kind of file with a list of variables, and what came of it.

    Who proposed and who decided are kept as the audit log keeps them: an account may go, the
    decision stays. A demonstration or a trial has two names of the program's own there.
    """

    __tablename__ = "export_proposal"
    __table_args__ = (
        CheckConstraint("kind IN ('research', 'sharing')", name="kind"),
        CheckConstraint("state IN ('proposed', 'approved', 'refused', 'taken_back')", name="state"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "(state IN ('approved', 'refused')) = (decided_by IS NOT NULL)", name="decided_by"
        ),
        CheckConstraint(
            "state <> 'refused' OR (reason IS NOT NULL AND length(reason) > 0)", name="reason"
        ),
        CheckConstraint("length(purpose) BETWEEN 1 AND 1000", name="purpose"),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    kind: Mapped[key_text]
    variables: Mapped[list[str]] = mapped_column(JSON)
    variables_sha256: Mapped[sha256_hex]  # of kind and list: a changed list is a new proposal
    purpose: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[dt.date] = mapped_column(Date)  # the project's end
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[key_text]
    proposed_week: Mapped[iso_week]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_week: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(Text)


class Export(Base):
    """One file: the line of the manifest. Of a study there is at most one file for sharing."""

    __tablename__ = "export"
    __table_args__ = (
        UniqueConstraint("shared_study"),
        CheckConstraint("kind IN ('research', 'sharing')", name="kind"),
        CheckConstraint(
            "file_format IN ('csv', 'csv-excel', 'sav', 'xlsx', 'parquet')", name="file_format"
        ),
        CheckConstraint("shape IN ('long', 'wide')", name="shape"),
        CheckConstraint("state IN ('waiting', 'ready', 'taken_out', 'gone')", name="state"),
        CheckConstraint("(kind = 'sharing') = (shared_study IS NOT NULL)", name="one_to_share"),
        CheckConstraint(
            "state IN ('waiting', 'gone') OR sha256 IS NOT NULL", name="hash_of_what_is_made"
        ),
        CheckConstraint("rows_in_fives % 5 = 0", name="rows_in_fives"),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("export_proposal.id", ondelete="CASCADE"))
    kind: Mapped[key_text]
    file_format: Mapped[key_text]
    shape: Mapped[key_text]
    language: Mapped[key_text]  # of the labels in it
    state: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[key_text]
    week: Mapped[iso_week]
    shared_study: Mapped[str | None] = mapped_column(String(32))
    sha256: Mapped[str | None] = mapped_column(String(64))
    rows_in_fives: Mapped[int | None] = mapped_column(Integer)
    n_parts_done: Mapped[int] = mapped_column(Integer, default=0)
    n_parts: Mapped[int] = mapped_column(Integer, default=0)
    notes: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # of a file for sharing: k, steps


class ExportPiece(Base):
    """A piece of a file that waits to be fetched; none is kept once somebody in it is erased."""

    __tablename__ = "export_piece"

    export_id: Mapped[str] = mapped_column(
        ForeignKey("export.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Revocation(Base):
    """A row that must be deleted from files taken out earlier; nothing leads back to a person."""

    __tablename__ = "revocation"
    __table_args__ = (UNORDERED,)

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    row_id: Mapped[str] = mapped_column(String(12), primary_key=True)


class RevocationReceipt(Base):
    """How many revocations somebody has said to have carried out in a study's files."""

    __tablename__ = "revocation_receipt"
    __table_args__ = (CheckConstraint("n_rows > 0", name="n_rows"),)

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    n_rows: Mapped[int] = mapped_column(Integer)
