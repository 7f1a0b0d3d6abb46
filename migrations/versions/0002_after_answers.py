"""Keep what is asked after the instruments at post.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "after_answer",
        sa.Column("participation_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=True),
        sa.Column("leaving_reason", sa.String(length=20), nullable=True),
        sa.Column("meetings", sa.SmallInteger(), nullable=True),
        sa.Column("climate_fellowship", sa.SmallInteger(), nullable=True),
        sa.Column("climate_refuge", sa.SmallInteger(), nullable=True),
        sa.Column("climate_learning", sa.SmallInteger(), nullable=True),
        sa.Column("climate_trust", sa.SmallInteger(), nullable=True),
        sa.Column("climate_confidentiality", sa.SmallInteger(), nullable=True),
        sa.Column("climate_attitude", sa.SmallInteger(), nullable=True),
        sa.Column("climate_structure", sa.SmallInteger(), nullable=True),
        sa.Column("climate_room", sa.SmallInteger(), nullable=True),
        sa.Column("climate_leader", sa.SmallInteger(), nullable=True),
        sa.Column("climate_conflict", sa.SmallInteger(), nullable=True),
        sa.Column("overall_change", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('still_in', 'finished', 'left_early')",
            name=op.f("ck_after_answer_status"),
        ),
        sa.CheckConstraint(
            "leaving_reason IN ('got_what_i_needed', 'group_ended', 'practical', 'did_not_suit', "
            "'health', 'other', 'prefer_not_to_say')",
            name=op.f("ck_after_answer_leaving_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'still_in' OR leaving_reason IS NULL",
            name=op.f("ck_after_answer_reason_of_those_who_left"),
        ),
        sa.CheckConstraint("meetings BETWEEN 0 AND 1000", name=op.f("ck_after_answer_meetings")),
        sa.CheckConstraint(
            "meetings = CAST(meetings AS INTEGER)", name=op.f("ck_after_answer_whole_meetings")
        ),
        sa.CheckConstraint(
            "climate_fellowship IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_fellowship")
        ),
        sa.CheckConstraint(
            "climate_refuge IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_refuge")
        ),
        sa.CheckConstraint(
            "climate_learning IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_learning")
        ),
        sa.CheckConstraint(
            "climate_trust IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_trust")
        ),
        sa.CheckConstraint(
            "climate_confidentiality IN (1, 2, 3, 4, 5)",
            name=op.f("ck_after_answer_climate_confidentiality"),
        ),
        sa.CheckConstraint(
            "climate_attitude IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_attitude")
        ),
        sa.CheckConstraint(
            "climate_structure IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_structure")
        ),
        sa.CheckConstraint(
            "climate_room IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_room")
        ),
        sa.CheckConstraint(
            "climate_leader IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_leader")
        ),
        sa.CheckConstraint(
            "climate_conflict IN (1, 2, 3, 4, 5)", name=op.f("ck_after_answer_climate_conflict")
        ),
        sa.CheckConstraint(
            "overall_change IN (-3, -2, -1, 0, 1, 2, 3)",
            name=op.f("ck_after_answer_overall_change"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_after_answer_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_after_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("after_answer")
