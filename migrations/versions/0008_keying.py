"""Let forms on paper be keyed in: card numbers, printed forms, readings, keyers, audit events.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GUARDS = (
    ("audit_event_no_update", "audit_event", "UPDATE", "audit events are never changed"),
    ("audit_event_no_delete", "audit_event", "DELETE", "audit events are never deleted"),
    (
        "audit_event_one_after_the_other",
        "audit_event",
        "INSERT",
        "audit events follow one after the other",
        "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_event)",
    ),
)


def upgrade() -> None:
    # Added in place: making the table anew would drop the old one, and with it all that hangs on
    # its rows.
    op.add_column("participant", sa.Column("card_number_hash", sa.String(length=64), nullable=True))
    op.create_index(
        op.f("ix_participant_card_number_hash"), "participant", ["card_number_hash"], unique=True
    )
    _set_roles("coordinator", "researcher", "keyer")
    op.create_table(
        "paper_form",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("wording_ids", sa.JSON(), nullable=False),
        sa.Column("letter", sa.JSON(), nullable=False),
        sa.Column("letter_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_paper_form_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_form")),
        sa.UniqueConstraint("number", name=op.f("uq_paper_form_number")),
        sa.UniqueConstraint("wave_id", "sha256", name=op.f("uq_paper_form_wave_id_sha256")),
    )
    _create_keyed_reading()
    _create_audit_event()


def _create_keyed_reading() -> None:
    op.create_table(
        "keyed_reading",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("form_id", sa.String(length=32), nullable=False),
        sa.Column("reading", sa.SmallInteger(), nullable=False),
        sa.Column("page_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("reading IN (1, 2)", name=op.f("ck_keyed_reading_reading")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_keyed_reading_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_keyed_reading_wave_id_wave")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["paper_form.id"],
            name=op.f("fk_keyed_reading_form_id_paper_form"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyed_reading")),
        sa.UniqueConstraint("page_id", name=op.f("uq_keyed_reading_page_id")),
        sa.UniqueConstraint(
            "participant_id",
            "wave_id",
            "reading",
            name=op.f("uq_keyed_reading_participant_id_wave_id_reading"),
        ),
        sqlite_with_rowid=False,
    )


def _create_audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_audit_event_number")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_audit_event_count")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_event")),
    )
    for guard in GUARDS:
        op.guard(*guard)


def downgrade() -> None:
    op.drop_table("audit_event")
    op.drop_table("keyed_reading")
    op.drop_table("paper_form")
    op.execute("DELETE FROM staff WHERE role = 'keyer'")  # a role that the older program has not
    _set_roles("coordinator", "researcher")
    op.drop_index(op.f("ix_participant_card_number_hash"), table_name="participant")
    op.drop_column("participant", "card_number_hash")


def _set_roles(*roles: str) -> None:
    """Make the table of accounts anew with another check; nothing refers to its rows."""
    names = ", ".join(f"'{role}'" for role in roles)
    staff = sa.Table(
        "staff",
        sa.MetaData(),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.CheckConstraint(f"role IN ({names})", name=op.f("ck_staff_role")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    with op.batch_alter_table("staff", copy_from=staff, recreate="always"):
        pass
