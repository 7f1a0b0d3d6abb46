"""A participant, what they agreed to, and answers they have not sent in yet."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.after_answer import AfterAnswer
from survey.models.background_answer import BackgroundAnswer
from survey.models.base import (
    UNORDERED,
    Base,
    iso_week,
    key_text,
    language_code,
    random_id,
    sha256_hex,
)
from survey.models.open_answer import OpenAnswer


class Participant(Base):
    """A card: known by a keyed hash of its code, whether drawn yet or not."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("code_hash"), UNORDERED)

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[str | None] = mapped_column(  # a trial study may have no groups
        ForeignKey("group.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[sha256_hex]
    # Admits keying of a paper form and nothing else; cards of before have none.
    card_number_hash: Mapped[sha256_hex | None] = mapped_column(index=True, unique=True)


class Consent(Base):
    """Proof that somebody agreed to one purpose: the text as it was shown, by its hash."""

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("participant_id", "purpose", "text_version"),
        CheckConstraint("purpose IN ('evaluation', 'reuse', 'contact')", name="purpose"),
        CheckConstraint("method IN ('web', 'paper')", name="method"),
        UNORDERED,
    )

    id: Mapped[random_id]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    purpose: Mapped[key_text]
    text_version: Mapped[key_text]
    text_sha256: Mapped[sha256_hex]
    language: Mapped[language_code]
    week: Mapped[iso_week]
    method: Mapped[str] = mapped_column(String(10))


class Draft(Base):
    """Answers not sent in, encrypted with a key that only the participant's code opens."""

    __tablename__ = "draft"
    __table_args__ = (UNORDERED,)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    started_week: Mapped[iso_week]
    saved_week: Mapped[str | None] = mapped_column(String(8))  # last; none: before it was kept


class Participation(Base):
    """That a participant has answered a wave, kept apart from what was answered."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("participant_id", "wave_id"),
        CheckConstraint("meetings_before IN ('none', '1-2', '3+')", name="meetings_before"),
        UNORDERED,
    )

    id: Mapped[random_id]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    meetings_before: Mapped[str | None] = mapped_column(String(4))  # asked at pre only
    submitted_week: Mapped[iso_week]

    after: Mapped["AfterAnswer | None"] = relationship(  # asked at post only
        cascade="all, delete-orphan", passive_deletes=True
    )
    background: Mapped["BackgroundAnswer | None"] = relationship(  # at pre, where the study asks
        cascade="all, delete-orphan", passive_deletes=True
    )
    open_answer: Mapped["OpenAnswer | None"] = relationship(  # at post, where the study asks
        cascade="all, delete-orphan", passive_deletes=True
    )
