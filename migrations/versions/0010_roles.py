"""Five roles, and who has a part in which study.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _set_roles("coordinator", "researcher", "reviewer", "administrator", "keyer")
    op.create_table(
        "study_part",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_study_part_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_study_part_study_id_study"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", "study_id", name=op.f("pk_study_part")),
    )
    # Until now everybody who signed in saw every study: nobody is shut out of what they had.
    op.execute("INSERT INTO study_part SELECT staff.id, study.id FROM staff CROSS JOIN study")


def downgrade() -> None:
    op.drop_table("study_part")
    # Roles that the older program has not.
    op.execute("DELETE FROM staff WHERE role IN ('reviewer', 'administrator')")
    _set_roles("coordinator", "researcher", "keyer")


def _set_roles(*roles: str) -> None:
    """Make the table of accounts anew with another check."""
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
