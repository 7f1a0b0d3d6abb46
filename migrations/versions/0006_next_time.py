"""Let the second time have an end, and a study ask about background and for words of one's own.

A study from before has told its participants of no end, so it gets none, and it asks nothing more.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("study") as table:
        table.add_column(sa.Column("post_window_weeks", sa.Integer(), nullable=True))
        table.add_column(sa.Column("background", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(
            sa.Column("open_field", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_check_constraint(op.f("ck_study_post_window_weeks"), "post_window_weeks > 0")
    with op.batch_alter_table("study") as table:
        table.alter_column("background", server_default=None)  # from now on the program must say
        table.alter_column("open_field", server_default=None)
    op.create_table(
        "background_answer",
        sa.Column("participation_id", sa.String(length=32), nullable=False),
        sa.Column("age_band", sa.String(length=20), nullable=True),
        sa.Column("gender", sa.String(length=20), nullable=True),
        sa.Column("earlier_groups", sa.String(length=20), nullable=True),
        sa.Column("found_by", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "age_band IN ('18-39', '40-59', '60-74', '75+', 'prefer_not_to_say')",
            name=op.f("ck_background_answer_age_band"),
        ),
        sa.CheckConstraint(
            "gender IN ('woman', 'man', 'other', 'prefer_not_to_say')",
            name=op.f("ck_background_answer_gender"),
        ),
        sa.CheckConstraint(
            "earlier_groups IN ('none', 'one', 'several', 'prefer_not_to_say')",
            name=op.f("ck_background_answer_earlier_groups"),
        ),
        sa.CheckConstraint(
            "found_by IN ('friend_or_family', 'health_service', 'contact_point', "
            "'newspaper_or_internet', 'other', 'prefer_not_to_say')",
            name=op.f("ck_background_answer_found_by"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_background_answer_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_background_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_answer",
        sa.Column("participation_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1000", name=op.f("ck_open_answer_length")),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_open_answer_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_open_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("open_answer")
    op.drop_table("background_answer")
    with op.batch_alter_table("study") as table:
        table.drop_constraint(op.f("ck_study_post_window_weeks"), type_="check")
        table.drop_column("open_field")
        table.drop_column("background")
        table.drop_column("post_window_weeks")
