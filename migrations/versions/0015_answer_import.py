"""What each import of answers stored, so that it can be explained and undone; files that wait.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_imports()
    _create_link("imported_participant", "participant")
    _create_link("imported_participation", "participation")
    op.create_table(
        "import_upload",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.LargeBinary(), nullable=True),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('reading', 'read', 'storing', 'done', 'failed')",
            name=op.f("ck_import_upload_state"),
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_import_upload_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_import_upload_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_upload")),
        sqlite_with_rowid=False,
    )


def _create_imports() -> None:
    op.create_table(
        "answer_import",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("undone_week", sa.String(length=8), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_people", sa.Integer(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('stored', 'undone')", name=op.f("ck_answer_import_state")),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_week IS NOT NULL)",
            name=op.f("ck_answer_import_undone_week"),
        ),
        sa.CheckConstraint("n_rows > 0", name=op.f("ck_answer_import_n_rows")),
        sa.CheckConstraint("n_people >= 0", name=op.f("ck_answer_import_n_people")),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_answer_import_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_import")),
    )
    op.create_index(
        "uq_answer_import_study_id_file_sha256",
        "answer_import",
        ["study_id", "file_sha256"],
        unique=True,
        sqlite_where=sa.text("state = 'stored'"),
        postgresql_where=sa.text("state = 'stored'"),
    )


def _create_link(table: str, to: str) -> None:
    op.create_table(
        table,
        sa.Column(f"{to}_id", sa.String(length=32), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            [f"{to}_id"],
            [f"{to}.id"],
            name=op.f(f"fk_{table}_{to}_id_{to}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["answer_import.id"],
            name=op.f(f"fk_{table}_import_id_answer_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(f"{to}_id", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{table}_import_id"), table, ["import_id"])


def downgrade() -> None:
    op.drop_table("import_upload")
    op.drop_table("imported_participation")
    op.drop_table("imported_participant")
    op.drop_table("answer_import")
