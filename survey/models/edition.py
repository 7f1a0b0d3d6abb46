"""Editions: when figures may be released, what is proposed, and the documents that were made."""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import WHERE, Base, iso_week, key_text, random_id, sha256_hex, small_number
from survey.models.guards import Guard, put_up

PROPOSED, TAKEN_BACK, REFUSED = "proposed", "taken_back", "refused"
ACCEPTED, OUTDATED, MADE = "accepted", "outdated", "made"
RELEASED, STOPPED = "released", "stopped"
UNDER_WAY = (PROPOSED, ACCEPTED, MADE)


class CutOff(Base):
    """A week after which complete pairs are frozen and an edition may be proposed.

    Set beforehand and never moved once it has come: a date chosen after the answers could single
    out whoever answered last.
    """

    __tablename__ = "cut_off"

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[iso_week] = mapped_column(primary_key=True)
    frozen_week: Mapped[str | None] = mapped_column(String(8))  # when it was done


class Edition(Base):
    """One proposal to release everything that may be released after a cut-off.

    Who proposed and who decided are kept as the audit log keeps them: an account may go, the
    decision stays. A demonstration or a trial has two names of the program's own there.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint(
            "state IN ('proposed', 'taken_back', 'refused', 'accepted', 'outdated', 'made', "
            "'released', 'stopped')",
            name="state",
        ),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "(state IN ('proposed', 'taken_back')) = (decided_by IS NULL)",
            name="decided_by",
        ),
        CheckConstraint(
            "state NOT IN ('released', 'stopped') OR closed_by IS NOT NULL", name="closed_by"
        ),
        CheckConstraint("state NOT IN ('refused', 'stopped') OR length(reason) > 0", name="reason"),
        CheckConstraint(
            "state NOT IN ('made', 'released', 'stopped') OR number IS NOT NULL", name="number"
        ),
        # Of a study one at a time: two proposals would each be judged without the other.
        Index(
            "uq_edition_under_way",
            "study_id",
            unique=True,
            info={WHERE: text("state IN ('proposed', 'accepted', 'made')")},
        ),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    number: Mapped[int | None]  # as printed; given when the figures are worked out
    cut_off_week: Mapped[iso_week]
    state: Mapped[str] = mapped_column(String(10))
    ledger_head: Mapped[key_text]  # how far the ledger was when the plan was made
    plan: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # see survey/release/planning.py
    proposed_by: Mapped[key_text]
    proposed_week: Mapped[iso_week]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_week: Mapped[str | None] = mapped_column(String(8))
    closed_by: Mapped[str | None] = mapped_column(String(40))
    closed_week: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(Text)  # why it was refused or stopped


class ReportDocument(Base):
    """One report of an edition: its facts, from which every text and picture of it is made."""

    __tablename__ = "report_document"
    __table_args__ = (
        UniqueConstraint("edition_id", "kind", "recipient"),
        UniqueConstraint("check_code"),
        CheckConstraint("kind IN ('municipality', 'pool', 'study')", name="kind"),
    )

    id: Mapped[random_id]
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    kind: Mapped[key_text]
    recipient: Mapped[str] = mapped_column(String(200))  # number, name of the pool, or "all"
    check_code: Mapped[key_text]
    facts: Mapped[str] = mapped_column(Text)
    place: Mapped[small_number]  # in the order of the edition's plan


class ReportFile(Base):
    """The bytes of a document in one language and register, as they were released."""

    __tablename__ = "report_file"

    document_id: Mapped[str] = mapped_column(
        ForeignKey("report_document.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[key_text] = mapped_column(primary_key=True)  # such as report.nn.pdf
    sha256: Mapped[sha256_hex]
    content: Mapped[bytes] = mapped_column(LargeBinary)


for model in (ReportDocument, ReportFile):
    name = model.__tablename__
    put_up(model.__table__, Guard(f"{name}_no_update", name, "UPDATE", "a report is never changed"))
