"""Files taken out: proposals and approvals, the manifest, files that wait, rows called back.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _export_proposal()
    _export()
    _export_piece()
    _revocation()
    _revocation_receipt()


def downgrade() -> None:
    op.drop_table("revocation_receipt")
    op.drop_table("revocation")
    op.drop_table("export_piece")
    op.drop_table("export")
    op.drop_table("export_proposal")


def _export_proposal() -> None:
    op.create_table(
        "export_proposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("variables_sha256", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_week", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_week", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('approved', 'refused')) = (decided_by IS NOT NULL)",
            name=op.f("ck_export_proposal_decided_by"),
        ),
        sa.CheckConstraint("kind IN ('research', 'sharing')", name=op.f("ck_export_proposal_kind")),
        sa.CheckConstraint(
            "length(purpose) BETWEEN 1 AND 1000", name=op.f("ck_export_proposal_purpose")
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR (reason IS NOT NULL AND length(reason) > 0)",
            name=op.f("ck_export_proposal_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'taken_back')",
            name=op.f("ck_export_proposal_state"),
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_export_proposal_two_people")),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_export_proposal_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_proposal")),
    )
    op.create_index(op.f("ix_export_proposal_study_id"), "export_proposal", ["study_id"])


def _export() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_format", sa.String(length=40), nullable=False),
        sa.Column("shape", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("shared_study", sa.String(length=32), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("rows_in_fives", sa.Integer(), nullable=True),
        sa.Column("n_parts_done", sa.Integer(), nullable=False),
        sa.Column("n_parts", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "file_format IN ('csv', 'csv-excel', 'sav', 'xlsx', 'parquet')",
            name=op.f("ck_export_file_format"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'gone') OR sha256 IS NOT NULL",
            name=op.f("ck_export_hash_of_what_is_made"),
        ),
        sa.CheckConstraint("kind IN ('research', 'sharing')", name=op.f("ck_export_kind")),
        sa.CheckConstraint(
            "(kind = 'sharing') = (shared_study IS NOT NULL)", name=op.f("ck_export_one_to_share")
        ),
        sa.CheckConstraint("rows_in_fives % 5 = 0", name=op.f("ck_export_rows_in_fives")),
        sa.CheckConstraint("shape IN ('long', 'wide')", name=op.f("ck_export_shape")),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'taken_out', 'gone')", name=op.f("ck_export_state")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["export_proposal.id"],
            name=op.f("fk_export_proposal_id_export_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_export_study_id_study"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("shared_study", name=op.f("uq_export_shared_study")),
    )
    op.create_index(op.f("ix_export_study_id"), "export", ["study_id"])


def _export_piece() -> None:
    op.create_table(
        "export_piece",
        sa.Column("export_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"],
            ["export.id"],
            name=op.f("fk_export_piece_export_id_export"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("export_id", "number", name=op.f("pk_export_piece")),
    )


def _revocation() -> None:
    op.create_table(
        "revocation",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_revocation_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", "row_id", name=op.f("pk_revocation")),
        sqlite_with_rowid=False,
    )


def _revocation_receipt() -> None:
    op.create_table(
        "revocation_receipt",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_rows > 0", name=op.f("ck_revocation_receipt_n_rows")),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_revocation_receipt_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", "staff_id", name=op.f("pk_revocation_receipt")),
    )
