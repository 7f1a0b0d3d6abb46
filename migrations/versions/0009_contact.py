"""Keep the addresses of those who wish to be reminded.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("n_sent", sa.SmallInteger(), nullable=False),
        sa.Column("sent_week", sa.String(length=8), nullable=True),
        sa.CheckConstraint("length(sealed) = 348", name=op.f("ck_contact_one_length")),
        sa.CheckConstraint("n_sent IN (0, 1, 2)", name=op.f("ck_contact_at_most_two")),
        sa.CheckConstraint("(n_sent = 0) = (sent_week IS NULL)", name=op.f("ck_contact_sent_week")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_contact_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_contact")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("contact")
