"""Keep what was declined apart from what was skipped, and how each card's pages are shown.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DECLINABLE = (
    "status",
    "climate_fellowship",
    "climate_refuge",
    "climate_learning",
    "climate_trust",
    "climate_confidentiality",
    "climate_attitude",
    "climate_structure",
    "climate_room",
    "climate_leader",
    "climate_conflict",
    "overall_change",
)
CHECKS = {
    "response": {
        "declined": "declined IN (TRUE, FALSE)",
        "declined_has_no_value": "NOT declined OR value IS NULL",
    },
    "after_answer": {
        "declined_has_no_value": " AND ".join(
            f"(declined NOT LIKE '%{key}%' OR {key} IS NULL)" for key in DECLINABLE
        ),
    },
}


def upgrade() -> None:
    op.create_table(
        "shown_as",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.String(length=10), nullable=False),
        sa.Column("text_size", sa.String(length=10), nullable=False),
        sa.Column("spacing", sa.String(length=10), nullable=False),
        sa.CheckConstraint("amount IN ('page', 'question')", name=op.f("ck_shown_as_amount")),
        sa.CheckConstraint(
            "text_size IN ('ordinary', 'large', 'larger')", name=op.f("ck_shown_as_text_size")
        ),
        sa.CheckConstraint("spacing IN ('ordinary', 'more')", name=op.f("ck_shown_as_spacing")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_shown_as_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_shown_as")),
        sqlite_with_rowid=False,
    )
    columns = {
        "response": sa.Column("declined", sa.Boolean(), server_default=sa.false(), nullable=False),
        "after_answer": sa.Column("declined", sa.String(length=300), nullable=True),
    }
    for name, column in columns.items():
        with op.batch_alter_table(name, copy_from=_as_it_stands(name)) as table:
            table.add_column(column)
            for check, condition in CHECKS[name].items():
                table.create_check_constraint(op.f(f"ck_{name}_{check}"), condition)


def downgrade() -> None:
    for name, checks in CHECKS.items():
        with op.batch_alter_table(name, copy_from=_as_it_stands(name)) as table:
            for check in checks:
                table.drop_constraint(op.f(f"ck_{name}_{check}"), type_="check")
            table.drop_column("declined")
    op.drop_table("shown_as")


def _as_it_stands(name: str) -> sa.Table:
    """Return the table with its checks, which SQLite's reflection leaves out of the new one."""
    bind = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=bind, resolve_fks=False)
    table.dialect_options["sqlite"]["with_rowid"] = False
    known = {check.name for check in table.constraints}
    for check in sa.inspect(bind).get_check_constraints(name):
        if check["name"] not in known:
            table.append_constraint(sa.CheckConstraint(check["sqltext"], name=op.f(check["name"])))
    return table
