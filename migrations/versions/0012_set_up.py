"""Let a study be set up step by step: more states, approvals, a letter in work, pools, labels.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = "'draft', 'needs_permission', 'open', 'paused', 'closed', 'anonymised'"


def upgrade() -> None:
    _set_states(STATES, length=20)
    op.create_table(
        "study_setup",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("planned_groups", sa.SmallInteger(), nullable=True),
        sa.Column("rek_reference", sa.String(length=200), nullable=True),
        sa.Column("rek_not_needed", sa.Text(), nullable=True),
        sa.CheckConstraint("planned_groups > 0", name=op.f("ck_study_setup_planned_groups")),
        sa.CheckConstraint(
            "rek_reference IS NULL OR rek_not_needed IS NULL",
            name=op.f("ck_study_setup_one_word_on_rek"),
        ),
        _of_a_study("study_setup"),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_study_setup")),
    )
    op.create_table(
        "letter_draft",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _of_a_study("letter_draft"),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_letter_draft")),
    )
    _add_pools()
    op.create_table(
        "group_label",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_group_label_label")),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["group.id"],
            name=op.f("fk_group_label_group_id_group"),
            ondelete="CASCADE",
        ),
        _of_a_study("group_label"),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_label")),
        sa.UniqueConstraint("study_id", "label", name=op.f("uq_group_label_study_id_label")),
    )


def _add_pools() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        _of_a_study("pool"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("study_id", "name", name=op.f("uq_pool_study_id_name")),
        sa.UniqueConstraint("id", "study_id", name=op.f("uq_pool_id_study_id")),
    )
    op.create_table(
        "pool_municipality",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("municipality_number", sa.String(length=4), nullable=False),
        sa.Column("pool_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id", "study_id"],
            ["pool.id", "pool.study_id"],
            name=op.f("fk_pool_municipality_pool_id_pool"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_number"],
            ["municipality.number"],
            name=op.f("fk_pool_municipality_municipality_number_municipality"),
        ),
        sa.PrimaryKeyConstraint(
            "study_id", "municipality_number", name=op.f("pk_pool_municipality")
        ),
    )
    op.create_index(op.f("ix_pool_municipality_pool_id"), "pool_municipality", ["pool_id"])


def downgrade() -> None:
    for table in ("group_label", "pool_municipality", "pool", "letter_draft", "study_setup"):
        op.drop_table(table)
    # Neither takes answers, as before; the older program can open the one and not the other.
    op.execute("UPDATE study SET state = 'draft' WHERE state IN ('needs_permission', 'paused')")
    op.execute("UPDATE study SET state = 'closed' WHERE state = 'anonymised'")
    _set_states("'draft', 'open', 'closed'", length=10)


def _set_states(states: str, length: int) -> None:
    with op.batch_alter_table("study") as table:
        table.drop_constraint(op.f("ck_study_state"), type_="check")
        table.alter_column(
            "state",
            existing_type=sa.String(length=30 - length),
            type_=sa.String(length=length),
            existing_nullable=False,
        )
        table.create_check_constraint(op.f("ck_study_state"), f"state IN ({states})")


def _of_a_study(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["study_id"],
        ["study.id"],
        name=op.f(f"fk_{table}_study_id_study"),
        ondelete="CASCADE",
    )
