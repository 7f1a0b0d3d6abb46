"""Keep the analysis plan of a study, and how far a job has come.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LOCK = (
    "analysis_plan_locked",
    "analysis_plan",
    "UPDATE",
    "a locked analysis plan is never changed",
    "OLD.locked_week IS NOT NULL",
)


def upgrade() -> None:
    op.create_table(
        "analysis_plan",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("given_week", sa.String(length=8), nullable=False),
        sa.Column("locked_week", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_analysis_plan_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_analysis_plan")),
    )
    op.guard(*LOCK)
    op.add_column("job", sa.Column("n_done", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column(
        "job", sa.Column("n_steps", sa.SmallInteger(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("job", "n_steps")
    op.drop_column("job", "n_done")
    op.drop_table("analysis_plan")
