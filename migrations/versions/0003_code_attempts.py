"""Count failed codes, so that guessing can be slowed down.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_attempt",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("n_failed", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_failed > 0", name=op.f("ck_code_attempt_n_failed")),
        sa.PrimaryKeyConstraint("source", "began_at", name=op.f("pk_code_attempt")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("code_attempt")
