"""People who sign in."""

from __future__ import annotations

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, name_text, random_id

COORDINATOR, RESEARCHER, KEYER = "coordinator", "researcher", "keyer"
ROLES = (COORDINATOR, RESEARCHER, KEYER)


class Staff(Base, UserMixin):
    """Someone who signs in, with one role."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint("role IN ('coordinator', 'researcher', 'keyer')", name="role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[random_id]
    email: Mapped[name_text]
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
