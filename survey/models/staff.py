"""People who sign in."""

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, name_text, random_id

COORDINATOR, RESEARCHER, REVIEWER = "coordinator", "researcher", "reviewer"
ADMINISTRATOR, KEYER = "administrator", "keyer"
ROLES = (COORDINATOR, RESEARCHER, REVIEWER, ADMINISTRATOR, KEYER)


class Staff(Base, UserMixin):
    """Someone who signs in, with one role."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint(
            "role IN ('coordinator', 'researcher', 'reviewer', 'administrator', 'keyer')",
            name="role",
        ),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[random_id]
    email: Mapped[name_text]
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))


class StudyPart(Base):
    """That somebody has a part in a study: whoever has none does not get to know that it exists."""

    __tablename__ = "study_part"

    staff_id: Mapped[str] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
