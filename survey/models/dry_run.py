"""Dry runs: which study is a copy filled with invented answers, and of which study."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base


class DryRun(Base):
    """That a study is the dry run of another; nothing of the other is ever touched by it."""

    __tablename__ = "dry_run"
    __table_args__ = (
        UniqueConstraint("of_study_id"),  # one at a time
        CheckConstraint("study_id <> of_study_id", name="not_of_itself"),
    )

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    of_study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
