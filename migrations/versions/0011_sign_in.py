"""Sessions that end on the server, a second factor, invitations, and a mark in the log.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLES = "role IN ('coordinator', 'researcher', 'reviewer', 'administrator', 'keyer')"


def upgrade() -> None:
    _add_accounts()
    _add_second_factor()
    _add_invitations()
    op.create_table(
        "sign_in_attempt",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("n_tried", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_tried >= 0", name=op.f("ck_sign_in_attempt_n_tried")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_sign_in_attempt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_mark_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_mark")),
    )


def _of_staff(table: str) -> sa.ForeignKeyConstraint:
    """Return the rule that a row goes with its account."""
    name = op.f(f"fk_{table}_staff_id_staff")
    return sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=name, ondelete="CASCADE")


def _add_accounts() -> None:
    op.create_table(
        "account_state",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("last_week", sa.String(length=8), nullable=True),
        sa.Column("invited_by", sa.String(length=32), nullable=True),
        _of_staff("account_state"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_account_state")),
    )
    op.create_table(
        "staff_session",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("proved_at", sa.DateTime(), nullable=True),
        sa.Column("with_factor", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seen_at >= began_at", name=op.f("ck_staff_session_seen_at")),
        _of_staff("staff_session"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_staff_session")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])


def _add_second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last_step >= 0", name=op.f("ck_second_factor_last_step")),
        _of_staff("second_factor"),
        sa.PrimaryKeyConstraint("staff_id", "is_confirmed", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        _of_staff("recovery_code"),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("pk_recovery_code")),
        sqlite_with_rowid=False,
    )


def _add_invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("invited_by", sa.String(length=32), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(ROLES, name=op.f("ck_invitation_role")),
        sa.CheckConstraint(
            "email IS NOT NULL OR role = 'reviewer'", name=op.f("ck_invitation_email")
        ),
        _of_staff("invitation"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "invitation_study",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_hash"],
            ["invitation.token_hash"],
            name=op.f("fk_invitation_study_token_hash_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_invitation_study_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", "study_id", name=op.f("pk_invitation_study")),
    )


def downgrade() -> None:
    # An account that was shut must not open again in a program that does not know of it.
    op.execute(
        "DELETE FROM staff WHERE id IN (SELECT staff_id FROM account_state WHERE is_disabled)"
    )
    op.execute("DELETE FROM study_part WHERE staff_id NOT IN (SELECT id FROM staff)")
    for table in (
        "audit_mark",
        "sign_in_attempt",
        "invitation_study",
        "invitation",
        "recovery_code",
        "second_factor",
        "staff_session",
        "account_state",
    ):
        op.drop_table(table)
