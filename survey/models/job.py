"""Work that needs the statistics libraries, and what it made.

A web process only asks for a job and shows what is stored; a child process does the work.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, key_text, random_id, sha256_hex, small_number

QUEUED, RUNNING, FAILED = "queued", "running", "failed"


class Job(Base):
    """One piece of work asked for; it goes when it is done."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("study_id", "kind", "area"),
        CheckConstraint("state IN ('queued', 'running', 'failed')", name="state"),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    kind: Mapped[key_text]
    area: Mapped[key_text]  # a municipality's number, or "all"
    state: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC
    n_done: Mapped[small_number] = mapped_column(default=0, server_default="0")
    n_steps: Mapped[small_number] = mapped_column(default=0, server_default="0")  # 0: not known


class Artefact(Base):
    """A stored result: the bytes, and the fingerprint of the data they were made from."""

    __tablename__ = "artefact"
    __table_args__ = (UniqueConstraint("study_id", "name", "area"),)

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    name: Mapped[key_text]  # such as "evaluation.json" or "report.nn.pdf"
    area: Mapped[key_text]
    fingerprint: Mapped[sha256_hex]
    content: Mapped[bytes] = mapped_column(LargeBinary)
