"""When a draft was saved last, where the log begins, and how a study ends.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NOT_AN_OLD_EVENT = (
    "NOT EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number AND chain = NEW.chain) "
    "OR NOT EXISTS (SELECT 1 FROM audit_event WHERE number > NEW.number)"
)
NEVER_DELETED = ("audit_event_no_delete", "audit_event", "DELETE", "audit events are never deleted")
# Name, table, deed, what is said, and when it is refused.
GUARDS = (
    (
        *NEVER_DELETED,
        "OLD.number > (SELECT COALESCE(MAX(number), 0) FROM audit_beginning)",
    ),
    (
        "audit_beginning_forward",
        "audit_beginning",
        "UPDATE",
        "the beginning of the log only goes forward",
        f"NEW.number <= OLD.number OR {NOT_AN_OLD_EVENT}",
    ),
    (
        "audit_beginning_at_an_event",
        "audit_beginning",
        "INSERT",
        "the log begins after an event that is there",
        NOT_AN_OLD_EVENT,
    ),
    (
        "audit_beginning_no_delete",
        "audit_beginning",
        "DELETE",
        "the beginning of the log is never deleted",
        "",
    ),
)


def upgrade() -> None:
    op.add_column("draft", sa.Column("saved_week", sa.String(length=8), nullable=True))
    op.create_table(
        "audit_beginning",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_beginning_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_beginning")),
    )
    op.guard_no_more("audit_event_no_delete", "audit_event")
    for guard in GUARDS:
        op.guard(*guard)
    _study_end()
    op.create_table(
        "kept_file",
        sa.Column("end_id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("end_id", name=op.f("pk_kept_file")),
    )


def _study_end() -> None:
    op.create_table(
        "study_end",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("study_key", sa.String(length=40), nullable=False),
        sa.Column("study_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reports", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_week", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_week", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=True),
        sa.Column("people_in_fives", sa.Integer(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.Column("protocol", sa.Text(), nullable=True),
        sa.Column("protocol_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('anonymise', 'delete')", name=op.f("ck_study_end_kind")),
        sa.CheckConstraint(
            "state IN ('proposed', 'taken_back', 'refused', 'approved', 'removing', 'done', "
            "'final')",
            name=op.f("ck_study_end_state"),
        ),
        sa.CheckConstraint("reports IN ('released', 'none')", name=op.f("ck_study_end_reports")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_study_end_two_people")),
        sa.CheckConstraint(
            "(state IN ('proposed', 'taken_back')) = (decided_by IS NULL)",
            name=op.f("ck_study_end_decided_by"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR length(reason) > 0", name=op.f("ck_study_end_reason")
        ),
        sa.CheckConstraint(
            "(state IN ('removing', 'done', 'final')) = (result IS NOT NULL)",
            name=op.f("ck_study_end_result"),
        ),
        sa.CheckConstraint(
            "result IN ('anonymised', 'deleted')", name=op.f("ck_study_end_result_name")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'final')) = (done_on IS NOT NULL AND final_on IS NOT NULL "
            "AND protocol_sha256 IS NOT NULL)",
            name=op.f("ck_study_end_protocol"),
        ),
        sa.CheckConstraint("people_in_fives % 5 = 0", name=op.f("ck_study_end_people_in_fives")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_end")),
    )
    not_given_up = sa.text("state NOT IN ('taken_back', 'refused')")
    op.create_index(
        "uq_study_end_under_way",
        "study_end",
        ["study_id"],
        unique=True,
        sqlite_where=not_given_up,
        postgresql_where=not_given_up,
    )


def downgrade() -> None:
    connection = op.get_bind()
    for table in ("audit_beginning", "study_end", "kept_file"):
        if connection.execute(sa.text(f"SELECT 1 FROM {table} LIMIT 1")).first():  # noqa: S608
            raise RuntimeError(f"{table} holds what nothing else knows; it is not taken back")
    op.drop_table("kept_file")
    op.drop_table("study_end")
    for name, table, *_ in GUARDS:
        op.guard_no_more(name, table)
    op.drop_table("audit_beginning")
    op.guard(*NEVER_DELETED)
    op.drop_column("draft", "saved_week")
