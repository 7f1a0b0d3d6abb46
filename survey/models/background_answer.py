"""What a participant says about themselves at pre, in a study that asks."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base


class BackgroundAnswer(Base):
    """One person's background in coarse choices; an empty column was skipped or not asked."""

    __tablename__ = "background_answer"
    __table_args__ = (
        CheckConstraint(
            "age_band IN ('18-39', '40-59', '60-74', '75+', 'prefer_not_to_say')", name="age_band"
        ),
        CheckConstraint("gender IN ('woman', 'man', 'other', 'prefer_not_to_say')", name="gender"),
        CheckConstraint(
            "earlier_groups IN ('none', 'one', 'several', 'prefer_not_to_say')",
            name="earlier_groups",
        ),
        CheckConstraint(
            "found_by IN ('friend_or_family', 'health_service', 'contact_point', "
            "'newspaper_or_internet', 'other', 'prefer_not_to_say')",
            name="found_by",
        ),
        UNORDERED,
    )

    # Bound to the participation: nobody has these answers without having sent the wave in.
    participation_id: Mapped[str] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True
    )
    age_band: Mapped[str | None] = mapped_column(String(20))
    gender: Mapped[str | None] = mapped_column(String(20))
    earlier_groups: Mapped[str | None] = mapped_column(String(20))
    found_by: Mapped[str | None] = mapped_column(String(30))
