"""Which keys the database was filled with, as a mark of each.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_check",
        sa.Column("setting", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("setting", name=op.f("pk_key_check")),
    )


def downgrade() -> None:
    op.drop_table("key_check")  # made again from the settings, by the next start
