"""Keep a word of the participant's own, withdrawals, and receipts.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_word",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("from_wave_id", sa.String(length=32), nullable=False),
        sa.Column("word_hash", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_own_word_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["from_wave_id"], ["wave.id"], name=op.f("fk_own_word_from_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_own_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "word_attempt",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n_tried", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_tried > 0", name=op.f("ck_word_attempt_n_tried")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_word_attempt_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_word_attempt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "withdrawal",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_withdrawal_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_withdrawal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.CheckConstraint("kind IN ('withdrawn', 'erased')", name=op.f("ck_receipt_kind")),
        sa.PrimaryKeyConstraint("number_hash", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("receipt", "withdrawal", "word_attempt", "own_word"):
        op.drop_table(table)
