"""A study with its waves, places and groups."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import UNORDERED, Base, iso_week, key_text, name_text, random_id

DEMONSTRATION, TRIAL, EVALUATION = "demonstration", "trial", "evaluation"
DRAFT, NEEDS_PERMISSION, OPEN = "draft", "needs_permission", "open"
PAUSED, CLOSED, ANONYMISED = "paused", "closed", "anonymised"
PRE, POST = "pre", "post"


class Study(Base):
    """One evaluation with its waves and participants."""

    __tablename__ = "study"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("kind IN ('demonstration', 'trial', 'evaluation')", name="kind"),
        CheckConstraint(
            "state IN ('draft', 'needs_permission', 'open', 'paused', 'closed', 'anonymised')",
            name="state",
        ),
        CheckConstraint("post_after_weeks >= 0", name="post_after_weeks"),
        CheckConstraint("post_window_weeks > 0", name="post_window_weeks"),
    )

    id: Mapped[random_id]
    key: Mapped[key_text]
    name: Mapped[name_text]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))  # what each allows: survey/study_states.py
    institution: Mapped[name_text]  # responsible for the study; stands in the information letter
    contact: Mapped[name_text]
    post_after_weeks: Mapped[int]  # from a person's own first answers to the second
    post_window_weeks: Mapped[int | None]  # how long the second time stays open; none: no end
    background: Mapped[list[str]] = mapped_column(JSON, default=list)  # keys of what pre asks too
    open_field: Mapped[bool] = mapped_column(default=False)  # post asks for words of one's own

    waves: Mapped[list["Wave"]] = relationship(order_by="Wave.position", back_populates="study")


class Wave(Base):
    """A planned time of measurement."""

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("study_id", "key"),
        CheckConstraint("key IN ('pre', 'post', 'follow_up')", name="key"),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    key: Mapped[key_text]
    position: Mapped[int]

    study: Mapped["Study"] = relationship(back_populates="waves")


class Municipality(Base):
    """A municipality under its official number."""

    __tablename__ = "municipality"

    number: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[name_text]


class ContactPoint(Base):
    """A place that gets groups going."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("study_id", "name"),)

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    municipality_number: Mapped[str] = mapped_column(ForeignKey("municipality.number"))
    name: Mapped[name_text]


class Group(Base):
    """A self-help group."""

    __tablename__ = "group"
    __table_args__ = (
        CheckConstraint("group_type IN ('self_organised', 'led')", name="group_type"),
        CheckConstraint("life_problem IN ('same', 'mixed')", name="life_problem"),
        UNORDERED,
    )

    id: Mapped[random_id]
    contact_point_id: Mapped[str] = mapped_column(
        ForeignKey("contact_point.id", ondelete="CASCADE")
    )
    group_type: Mapped[str] = mapped_column(String(20))
    life_problem: Mapped[str] = mapped_column(String(10))
    started_week: Mapped[iso_week]
