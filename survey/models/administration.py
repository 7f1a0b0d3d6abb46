"""Instruments as shown and as answered."""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import (
    UNORDERED,
    Base,
    iso_week,
    key_text,
    language_code,
    name_text,
    random_id,
    sha256_hex,
)


class InstrumentWording(Base):
    """One language version of an instrument's text, never changed once stored."""

    __tablename__ = "instrument_wording"
    __table_args__ = (
        UniqueConstraint("instrument_key", "sha256"),
        CheckConstraint("kind IN ('stand_in', 'installed', 'reference')", name="kind"),
        CheckConstraint("anchor_layout IN ('as_published')", name="anchor_layout"),
    )

    id: Mapped[random_id]
    instrument_key: Mapped[key_text]
    instrument_version: Mapped[key_text]
    language: Mapped[language_code]
    kind: Mapped[str] = mapped_column(String(10))
    anchor_layout: Mapped[str] = mapped_column(String(20))  # the reversed set belongs to it
    source: Mapped[name_text]
    sha256: Mapped[sha256_hex]
    text: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # none where it is kept by reference


class Administration(Base):
    """One participant's answers to one instrument at one wave, as sent in."""

    __tablename__ = "administration"
    __table_args__ = (
        UniqueConstraint("participant_id", "wave_id", "instrument_key"),
        CheckConstraint("mode IN ('web', 'paper', 'imported')", name="mode"),
        CheckConstraint("started_week <= submitted_week", name="time_order"),
        UNORDERED,
    )

    id: Mapped[random_id]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    instrument_key: Mapped[key_text]
    wording_id: Mapped[str] = mapped_column(ForeignKey("instrument_wording.id"))
    mode: Mapped[str] = mapped_column(String(10))
    started_week: Mapped[iso_week]
    submitted_week: Mapped[iso_week]

    responses: Mapped[list["Response"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class Response(Base):
    """The scale point given to one item, as answered; empty where declined or skipped.

    Declined is what somebody said, "I prefer not to answer this"; skipped is where nothing was.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("value BETWEEN 1 AND 7", name="value"),
        CheckConstraint("value = CAST(value AS INTEGER)", name="whole_value"),
        CheckConstraint("item_key NOT LIKE 'gse%' OR value <= 4", name="gse_value"),
        CheckConstraint("declined IN (TRUE, FALSE)", name="declined"),
        CheckConstraint("NOT declined OR value IS NULL", name="declined_has_no_value"),
        UNORDERED,
    )

    administration_id: Mapped[str] = mapped_column(
        ForeignKey("administration.id", ondelete="CASCADE"), primary_key=True
    )
    item_key: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int | None] = mapped_column(SmallInteger)
    declined: Mapped[bool] = mapped_column(default=False, server_default=false())
