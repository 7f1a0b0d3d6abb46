"""What a participant says at post of taking part, of the group, and of change overall."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, small_number

DECLINABLE = (
    "status",
    "climate_fellowship",
    "climate_refuge",
    "climate_learning",
    "climate_trust",
    "climate_confidentiality",
    "climate_attitude",
    "climate_structure",
    "climate_room",
    "climate_leader",
    "climate_conflict",
    "overall_change",
)  # not a number that is written, and not the reason to leave, which has such a choice of its own


class AfterAnswer(Base):
    """One person's answers about taking part; an empty column was skipped, no row: not asked.

    What was declined ("I prefer not to answer this") is empty too, and its key stands in
    ``declined``.

    A column for each question rather than a row: words and numbers stand side by side here, each
    with a check of its own, under the names that the file has. Everything is as answered.
    """

    __tablename__ = "after_answer"
    __table_args__ = (
        CheckConstraint("status IN ('still_in', 'finished', 'left_early')", name="status"),
        CheckConstraint(
            "leaving_reason IN ('got_what_i_needed', 'group_ended', 'practical', 'did_not_suit', "
            "'health', 'other', 'prefer_not_to_say')",
            name="leaving_reason",
        ),
        CheckConstraint(
            "status <> 'still_in' OR leaving_reason IS NULL", name="reason_of_those_who_left"
        ),
        CheckConstraint("meetings BETWEEN 0 AND 1000", name="meetings"),
        CheckConstraint("meetings = CAST(meetings AS INTEGER)", name="whole_meetings"),
        CheckConstraint("climate_fellowship IN (1, 2, 3, 4, 5)", name="climate_fellowship"),
        CheckConstraint("climate_refuge IN (1, 2, 3, 4, 5)", name="climate_refuge"),
        CheckConstraint("climate_learning IN (1, 2, 3, 4, 5)", name="climate_learning"),
        CheckConstraint("climate_trust IN (1, 2, 3, 4, 5)", name="climate_trust"),
        CheckConstraint(
            "climate_confidentiality IN (1, 2, 3, 4, 5)", name="climate_confidentiality"
        ),
        CheckConstraint("climate_attitude IN (1, 2, 3, 4, 5)", name="climate_attitude"),
        CheckConstraint("climate_structure IN (1, 2, 3, 4, 5)", name="climate_structure"),
        CheckConstraint("climate_room IN (1, 2, 3, 4, 5)", name="climate_room"),
        CheckConstraint("climate_leader IN (1, 2, 3, 4, 5)", name="climate_leader"),
        CheckConstraint("climate_conflict IN (1, 2, 3, 4, 5)", name="climate_conflict"),
        CheckConstraint("overall_change IN (-3, -2, -1, 0, 1, 2, 3)", name="overall_change"),
        CheckConstraint(
            " AND ".join(f"(declined NOT LIKE '%{key}%' OR {key} IS NULL)" for key in DECLINABLE),
            name="declined_has_no_value",
        ),
        UNORDERED,
    )

    # Bound to the participation: nobody has these answers without having sent the wave in.
    participation_id: Mapped[str] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True
    )
    status: Mapped[str | None] = mapped_column(String(10))
    leaving_reason: Mapped[str | None] = mapped_column(String(20))
    meetings: Mapped[small_number | None]
    climate_fellowship: Mapped[small_number | None]
    climate_refuge: Mapped[small_number | None]
    climate_learning: Mapped[small_number | None]
    climate_trust: Mapped[small_number | None]
    climate_confidentiality: Mapped[small_number | None]
    climate_attitude: Mapped[small_number | None]
    climate_structure: Mapped[small_number | None]
    climate_room: Mapped[small_number | None]
    climate_leader: Mapped[small_number | None]
    climate_conflict: Mapped[small_number | None]
    overall_change: Mapped[small_number | None]
    declined: Mapped[str | None] = mapped_column(String(300))  # keys, with a space between
