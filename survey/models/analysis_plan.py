"""The analysis plan of a study, as its researcher gave it."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, iso_week, sha256_hex
from survey.models.guards import Guard, put_up


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


put_up(
    AnalysisPlan.__table__,
    Guard(
        "analysis_plan_locked",
        "analysis_plan",
        "UPDATE",
        "a locked analysis plan is never changed",
        when="OLD.locked_week IS NOT NULL",
    ),
)
