"""The analysis plan of a study, as its researcher gave it."""

from __future__ import annotations

from sqlalchemy import DDL, ForeignKey, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, iso_week, sha256_hex


class AnalysisPlan(Base):
    """What a study says beforehand that it will judge itself by; never changed once locked."""

    __tablename__ = "analysis_plan"

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)  # TOML, as given
    sha256: Mapped[sha256_hex]  # of what it says: comments and order make no difference
    given_week: Mapped[iso_week]
    locked_week: Mapped[iso_week | None]  # in which the study opened


LOCK = (
    "CREATE TRIGGER analysis_plan_locked BEFORE UPDATE ON analysis_plan "
    "WHEN OLD.locked_week IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'a locked analysis plan is never changed'); END"
)
event.listen(AnalysisPlan.__table__, "after_create", DDL(LOCK))  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
