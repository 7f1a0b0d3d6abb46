"""The release ledger's tables: who moves together, and what has been released about them.

It holds no answer and no person: numbers of people, and random signs. Nothing in it is ever
changed or deleted, not even with the study: what was released stays known outside. So no column
here is a foreign key into the rest of the database.
"""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, iso_week, key_text, random_id, sha256_hex
from survey.models.guards import Guard, put_up

MUNICIPALITY, NEWEST, POOL, STUDY = "municipality", "newest", "pool", "study"
PUBLICATION, PART = "publication", "part"


class LedgerAtom(Base):
    """People of one group who were frozen together; what their group was like is as of then."""

    __tablename__ = "ledger_atom"
    __table_args__ = (
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("NOT is_tombstone OR weight = 1", name="a_tombstone_is_one_person"),
        UNORDERED,
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(String(32), index=True)
    group_id: Mapped[str] = mapped_column(String(32))
    weight: Mapped[int]
    cut_off_week: Mapped[iso_week]
    municipality_number: Mapped[str] = mapped_column(String(4))
    contact_point_id: Mapped[str] = mapped_column(String(32))
    group_type: Mapped[str] = mapped_column(String(20))
    life_problem: Mapped[str] = mapped_column(String(10))
    is_tombstone: Mapped[bool] = mapped_column(default=False)


class LedgerSplit(Base):
    """That somebody has left an atom: what is left of it, and one nameless person beside."""

    __tablename__ = "ledger_split"
    __table_args__ = (
        UniqueConstraint("rest_id"),
        UniqueConstraint("tombstone_id"),
        UNORDERED,
    )

    atom_id: Mapped[str] = mapped_column(ForeignKey("ledger_atom.id"), primary_key=True)
    rest_id: Mapped[str] = mapped_column(ForeignKey("ledger_atom.id"))
    tombstone_id: Mapped[str] = mapped_column(ForeignKey("ledger_atom.id"))


class FrozenPair(Base):
    """Which atom a participant is in. Not part of the ledger: it goes with the participant."""

    __tablename__ = "frozen_pair"
    __table_args__ = (UNORDERED,)

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    atom_id: Mapped[str] = mapped_column(ForeignKey("ledger_atom.id"), index=True)


class Release(Base):
    """One set about which something has been released, to whom, as a link of a chain."""

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("study_id", "kind", "recipient", "set_sha256"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(
            "kind IN ('municipality', 'newest', 'pool', 'study', 'publication', 'part')",
            name="kind",
        ),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    study_id: Mapped[str] = mapped_column(String(32), index=True)
    edition_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[key_text]
    recipient: Mapped[str] = mapped_column(String(120))
    set_sha256: Mapped[sha256_hex]
    week: Mapped[iso_week]
    chain: Mapped[sha256_hex]


class ReleaseAtom(Base):
    """An atom in a released set, as it was then; who left since stands in ``ledger_split``."""

    __tablename__ = "release_atom"
    __table_args__ = (UNORDERED,)

    release_number: Mapped[int] = mapped_column(ForeignKey("release.number"), primary_key=True)
    atom_id: Mapped[str] = mapped_column(ForeignKey("ledger_atom.id"), primary_key=True)


LEDGER_TABLES = ("ledger_atom", "ledger_split", "release", "release_atom")
put_up(  # once the last of the tables is there
    ReleaseAtom.__table__,
    *(
        Guard(f"{table}_no_{deed.lower()}", table, deed, "the release ledger is only added to")
        for table in LEDGER_TABLES
        for deed in ("UPDATE", "DELETE")
    ),
    # Also keeps INSERT OR REPLACE away, which would delete without asking the guards above.
    Guard(
        "release_one_after_the_other",
        "release",
        "INSERT",
        "releases follow one after the other",
        when="NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM release)",
    ),
)
