"""Printings of cards and sheets on their way to who asked, cards that came back, and dry runs.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_batch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("n_cards", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_card_batch_number")),
        sa.CheckConstraint("n_cards > 0", name=op.f("ck_card_batch_n_cards")),
        sa.CheckConstraint(
            "state IN ('asked', 'printed', 'replaced', 'lost')", name=op.f("ck_card_batch_state")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_card_batch_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["group.id"],
            name=op.f("fk_card_batch_group_id_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_batch")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_card_batch_study_id_number")),
    )
    op.create_index(op.f("ix_card_batch_group_id"), "card_batch", ["group_id"])
    _create_card_in_batch()
    _create_card_sheet()
    _create_cards_returned()
    op.create_table(
        "dry_run",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("of_study_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("study_id <> of_study_id", name=op.f("ck_dry_run_not_of_itself")),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_dry_run_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["of_study_id"],
            ["study.id"],
            name=op.f("fk_dry_run_of_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_dry_run")),
        sa.UniqueConstraint("of_study_id", name=op.f("uq_dry_run_of_study_id")),
    )


def _create_card_in_batch() -> None:
    op.create_table(
        "card_in_batch",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_card_in_batch_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["card_batch.id"],
            name=op.f("fk_card_in_batch_batch_id_card_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_card_in_batch")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_card_in_batch_batch_id"), "card_in_batch", ["batch_id"])


def _create_card_sheet() -> None:
    op.create_table(
        "card_sheet",
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.String(length=44), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["card_batch.id"],
            name=op.f("fk_card_sheet_batch_id_card_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_card_sheet")),
        sqlite_with_rowid=False,
    )


def _create_cards_returned() -> None:
    op.create_table(
        "cards_returned",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("n_cards", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_cards > 0", name=op.f("ck_cards_returned_n_cards")),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_cards_returned_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", "week", name=op.f("pk_cards_returned")),
    )


def downgrade() -> None:
    op.drop_table("dry_run")
    op.drop_table("cards_returned")
    op.drop_table("card_sheet")
    op.drop_table("card_in_batch")
    op.drop_table("card_batch")
