"""Texts that a rights holder has let an installation use: their order, scope and what waits."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.administration import InstrumentWording
from survey.models.base import Base, name_text, random_id, sha256_hex
from survey.models.guards import Guard, put_up

RESEARCH, SERVICE_EVALUATION = "research", "service_evaluation"
PURPOSES = (RESEARCH, SERVICE_EVALUATION)
WEB, PAPER = "web", "paper"
MODES = (WEB, PAPER)


class WordingVersion(Base):
    """The place of an installed text among all that were installed: a later one is shown."""

    __tablename__ = "wording_version"
    __table_args__ = (UniqueConstraint("number"), CheckConstraint("number > 0", name="number"))

    wording_id: Mapped[str] = mapped_column(ForeignKey("instrument_wording.id"), primary_key=True)
    number: Mapped[int]
    installed_on: Mapped[dt.date] = mapped_column(Date)


class WordingPermission(Base):
    """What a rights holder has allowed with a text; added to, never changed.

    One that covers nothing takes back those before it.
    """

    __tablename__ = "wording_permission"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("(research OR service_evaluation) = (web OR paper)", name="scope"),
        CheckConstraint("valid_until >= dated_on", name="time_order"),
    )

    id: Mapped[random_id]
    wording_id: Mapped[str] = mapped_column(ForeignKey("instrument_wording.id"), index=True)
    number: Mapped[int]  # in the order of recording
    reference: Mapped[name_text]  # by which the rights holder knows it
    dated_on: Mapped[dt.date] = mapped_column(Date)
    holder: Mapped[name_text]
    research: Mapped[bool]
    service_evaluation: Mapped[bool]
    web: Mapped[bool]
    paper: Mapped[bool]
    languages: Mapped[list[str]] = mapped_column(JSON)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)  # the last day; none: no end
    note: Mapped[str] = mapped_column(Text)
    recorded_on: Mapped[dt.date] = mapped_column(Date)


class WordingRetirement(Base):
    """That an installed text which nobody has answered is set aside."""

    __tablename__ = "wording_retirement"

    wording_id: Mapped[str] = mapped_column(ForeignKey("instrument_wording.id"), primary_key=True)
    retired_on: Mapped[dt.date] = mapped_column(Date)


class WordingDraft(Base):
    """A text that was uploaded and found whole, and waits to be compared and installed."""

    __tablename__ = "wording_draft"

    id: Mapped[random_id]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[sha256_hex]
    uploaded_by: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    uploaded_on: Mapped[dt.date] = mapped_column(Date)


class StudyUse(Base):
    """What a study uses the instruments for, as a permission knows it; research where none is."""

    __tablename__ = "study_use"
    __table_args__ = (
        CheckConstraint("purpose IN ('research', 'service_evaluation')", name="purpose"),
    )

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[str] = mapped_column(String(20))


put_up(
    InstrumentWording.__table__,
    Guard(
        "instrument_wording_no_update",
        "instrument_wording",
        "UPDATE",
        "a stored wording is never changed",
    ),
    # A stand-in may go (it is the program's own); what a licence was given for stays as it was.
    Guard(
        "instrument_wording_no_delete",
        "instrument_wording",
        "DELETE",
        "an installed wording is never deleted",
        when="OLD.kind = 'installed'",
    ),
)
put_up(
    WordingPermission.__table__,
    Guard(
        "wording_permission_no_update",
        "wording_permission",
        "UPDATE",
        "a permission is never changed",
    ),
    Guard(
        "wording_permission_no_delete",
        "wording_permission",
        "DELETE",
        "a permission is never deleted",
    ),
)
