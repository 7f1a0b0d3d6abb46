"""How far the journal of erasures and releases is, as this database knows it.

Revision ID: 0020
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one")),
        sa.CheckConstraint("number > 0", name=op.f("ck_journal_head_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )


def downgrade() -> None:
    # Nothing is forgotten: without its head a database is behind its journal, and a newer program
    # does not start before every entry was replayed.
    op.drop_table("journal_head")
