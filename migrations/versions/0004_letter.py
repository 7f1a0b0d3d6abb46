"""Keep information letters, the texts that were agreed to, and consent for each of their versions.

Until now everybody agreed once, on the web, to a text that was part of the program.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNORDERED = {"sqlite_with_rowid": False}  # copying a table would give its rows a number


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_letter_version")),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_letter_study_id_study"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("study_id", "version", name=op.f("uq_letter_study_id_version")),
    )
    op.create_table(
        "letter_text",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_letter_text")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("consent", table_kwargs=UNORDERED) as table:
        table.add_column(
            sa.Column("method", sa.String(length=10), nullable=False, server_default="web")
        )
        table.drop_constraint(op.f("uq_consent_participant_id_purpose"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_consent_participant_id_purpose_text_version"),
            ["participant_id", "purpose", "text_version"],
        )
        table.create_check_constraint(
            op.f("ck_consent_purpose"), "purpose IN ('evaluation', 'reuse', 'contact')"
        )
        table.create_check_constraint(op.f("ck_consent_method"), "method IN ('web', 'paper')")
    with op.batch_alter_table("consent", table_kwargs=UNORDERED) as table:
        table.alter_column("method", server_default=None)  # from now on the program must say


def downgrade() -> None:
    # The first consent to a purpose stands; what was agreed to again has no place there.
    op.execute(
        "DELETE FROM consent WHERE EXISTS (SELECT 1 FROM consent AS other"
        " WHERE other.participant_id = consent.participant_id AND other.purpose = consent.purpose"
        " AND (other.week, other.id) < (consent.week, consent.id))"
    )
    with op.batch_alter_table("consent", table_kwargs=UNORDERED) as table:
        table.drop_constraint(op.f("ck_consent_method"), type_="check")
        table.drop_constraint(op.f("ck_consent_purpose"), type_="check")
        table.drop_constraint(
            op.f("uq_consent_participant_id_purpose_text_version"), type_="unique"
        )
        table.create_unique_constraint(
            op.f("uq_consent_participant_id_purpose"), ["participant_id", "purpose"]
        )
        table.drop_column("method")
    op.drop_table("letter_text")
    op.drop_table("letter")
