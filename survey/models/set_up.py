"""What a study is set up with beside its questions: approvals, a letter in work, pools, labels."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, name_text, random_id, small_number


class StudySetUp(Base):
    """What is asked of whoever sets up a study and stands in no letter; empty: not said yet.

    Everything that participants read (purpose, institution, contacts, legal basis, Sikt, dates)
    is in the letter alone: see ``survey/letter/store.py``.
    """

    __tablename__ = "study_setup"
    __table_args__ = (
        CheckConstraint("planned_groups > 0", name="planned_groups"),
        CheckConstraint("rek_reference IS NULL OR rek_not_needed IS NULL", name="one_word_on_rek"),
    )

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    begins_on: Mapped[dt.date | None] = mapped_column(Date)
    planned_groups: Mapped[small_number | None]
    rek_reference: Mapped[str | None] = mapped_column(String(200))
    rek_not_needed: Mapped[str | None] = mapped_column(Text)  # why it was not asked to approve


class LetterDraft(Base):
    """A study's letter while it is written: nobody meets it before it is put to use."""

    __tablename__ = "letter_draft"

    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Pool(Base):
    """Municipalities that are reported together; chosen before any answer is known."""

    __tablename__ = "pool"
    __table_args__ = (
        UniqueConstraint("study_id", "name"),
        UniqueConstraint("id", "study_id"),  # so that a municipality's row is of the pool's study
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    name: Mapped[name_text]


class PoolMunicipality(Base):
    """A municipality in a pool, and in no other pool of the study."""

    __tablename__ = "pool_municipality"
    __table_args__ = (
        ForeignKeyConstraint(
            ["pool_id", "study_id"],
            ["pool.id", "pool.study_id"],
            name="fk_pool_municipality_pool_id_pool",
            ondelete="CASCADE",
        ),
    )

    study_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    municipality_number: Mapped[str] = mapped_column(
        ForeignKey("municipality.number"), primary_key=True
    )
    pool_id: Mapped[str] = mapped_column(String(32), index=True)


class GroupLabel(Base):
    """What those who print cards call a group among themselves, such as a weekday and a place.

    In a table of its own, so that no export and no report can come by it.
    """

    __tablename__ = "group_label"
    __table_args__ = (
        UniqueConstraint("study_id", "label"),
        CheckConstraint("label <> ''", name="label"),
    )

    group_id: Mapped[str] = mapped_column(
        ForeignKey("group.id", ondelete="CASCADE"), primary_key=True
    )
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(60))
