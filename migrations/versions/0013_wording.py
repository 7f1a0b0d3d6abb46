"""Installed wordings: their order, what is allowed with them, and that they never change.

Revision ID: 0013
Revises: 0012
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OF_WORDINGS = (
    (
        "instrument_wording_no_update",
        "instrument_wording",
        "UPDATE",
        "a stored wording is never changed",
    ),
    (
        "instrument_wording_no_delete",
        "instrument_wording",
        "DELETE",
        "an installed wording is never deleted",
        "OLD.kind = 'installed'",
    ),
)
OF_PERMISSIONS = (
    (
        "wording_permission_no_update",
        "wording_permission",
        "UPDATE",
        "a permission is never changed",
    ),
    (
        "wording_permission_no_delete",
        "wording_permission",
        "DELETE",
        "a permission is never deleted",
    ),
)


def upgrade() -> None:
    _create_version()
    _create_permission()
    _create_retirement()
    _create_draft()
    op.create_table(
        "study_use",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('research', 'service_evaluation')", name=op.f("ck_study_use_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_study_use_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_study_use")),
    )
    _number_those_there_are()
    for guard in (*OF_WORDINGS, *OF_PERMISSIONS):
        op.guard(*guard)


def _create_version() -> None:
    op.create_table(
        "wording_version",
        sa.Column("wording_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_wording_version_number")),
        sa.ForeignKeyConstraint(
            ["wording_id"],
            ["instrument_wording.id"],
            name=op.f("fk_wording_version_wording_id_instrument_wording"),
        ),
        sa.PrimaryKeyConstraint("wording_id", name=op.f("pk_wording_version")),
        sa.UniqueConstraint("number", name=op.f("uq_wording_version_number")),
    )


def _create_permission() -> None:
    op.create_table(
        "wording_permission",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wording_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("research", sa.Boolean(), nullable=False),
        sa.Column("service_evaluation", sa.Boolean(), nullable=False),
        sa.Column("web", sa.Boolean(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_wording_permission_number")),
        sa.CheckConstraint(
            "(research OR service_evaluation) = (web OR paper)",
            name=op.f("ck_wording_permission_scope"),
        ),
        sa.CheckConstraint(
            "valid_until >= dated_on", name=op.f("ck_wording_permission_time_order")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"],
            ["instrument_wording.id"],
            name=op.f("fk_wording_permission_wording_id_instrument_wording"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_permission")),
        sa.UniqueConstraint("number", name=op.f("uq_wording_permission_number")),
    )
    op.create_index(op.f("ix_wording_permission_wording_id"), "wording_permission", ["wording_id"])


def _create_retirement() -> None:
    op.create_table(
        "wording_retirement",
        sa.Column("wording_id", sa.String(length=32), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wording_id"],
            ["instrument_wording.id"],
            name=op.f("fk_wording_retirement_wording_id_instrument_wording"),
        ),
        sa.PrimaryKeyConstraint("wording_id", name=op.f("pk_wording_retirement")),
    )


def _create_draft() -> None:
    op.create_table(
        "wording_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.String(length=32), nullable=False),
        sa.Column("uploaded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by"],
            ["staff.id"],
            name=op.f("fk_wording_draft_uploaded_by_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_draft")),
    )


def _number_those_there_are() -> None:
    """Give texts that a demonstration was started with their places."""
    wording = sa.table("instrument_wording", sa.column("id"), sa.column("kind"))
    version = sa.table(
        "wording_version",
        sa.column("wording_id"),
        sa.column("number"),
        sa.column("installed_on", sa.Date()),
    )
    found = sa.select(wording.c.id).where(wording.c.kind == "installed").order_by(wording.c.id)
    today = dt.datetime.now(tz=dt.UTC).date()
    connection = op.get_bind()
    for number, (wording_id,) in enumerate(connection.execute(found).all(), 1):
        row = {"wording_id": wording_id, "number": number, "installed_on": today}
        connection.execute(version.insert().values(row))


def downgrade() -> None:
    for name, table, *_ in OF_WORDINGS:
        op.guard_no_more(name, table)
    for table in (
        "study_use",
        "wording_draft",
        "wording_retirement",
        "wording_permission",
        "wording_version",
    ):
        op.drop_table(table)
