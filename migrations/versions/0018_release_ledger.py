"""The release ledger, what is in it, and the editions and documents that come of it.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LEDGER_TABLES = ("ledger_atom", "ledger_split", "release", "release_atom")
GUARDS = (
    *(
        (f"{table}_no_{deed.lower()}", table, deed, "the release ledger is only added to")
        for table in LEDGER_TABLES
        for deed in ("UPDATE", "DELETE")
    ),
    (
        "release_one_after_the_other",
        "release",
        "INSERT",
        "releases follow one after the other",
        "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM release)",
    ),
    *(
        (f"{table}_no_update", table, "UPDATE", "a report is never changed")
        for table in ("report_document", "report_file")
    ),
)


def upgrade() -> None:
    _ledger_atom()
    _ledger_split()
    _release()
    _release_atom()
    _frozen_pair()
    _cut_off()
    _edition()
    _report_document()
    _report_file()
    for guard in GUARDS:
        op.guard(*guard)


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM release LIMIT 1")).first():
        raise RuntimeError("the release ledger is never rolled back: what it knows is out")
    op.drop_table("report_file")
    op.drop_table("report_document")
    op.drop_table("edition")
    op.drop_table("cut_off")
    op.drop_table("frozen_pair")
    op.drop_table("release_atom")
    op.drop_table("release")
    op.drop_table("ledger_split")
    op.drop_table("ledger_atom")


def _ledger_atom() -> None:
    op.create_table(
        "ledger_atom",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("cut_off_week", sa.String(length=8), nullable=False),
        sa.Column("municipality_number", sa.String(length=4), nullable=False),
        sa.Column("contact_point_id", sa.String(length=32), nullable=False),
        sa.Column("group_type", sa.String(length=20), nullable=False),
        sa.Column("life_problem", sa.String(length=10), nullable=False),
        sa.Column("is_tombstone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_tombstone OR weight = 1", name=op.f("ck_ledger_atom_a_tombstone_is_one_person")
        ),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_ledger_atom_weight")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_atom")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_atom_study_id"), "ledger_atom", ["study_id"], unique=False)


def _release() -> None:
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("edition_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("set_sha256", sa.String(length=64), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('municipality', 'newest', 'pool', 'study', 'publication', 'part')",
            name=op.f("ck_release_kind"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_release_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
        sa.UniqueConstraint(
            "study_id",
            "kind",
            "recipient",
            "set_sha256",
            name=op.f("uq_release_study_id_kind_recipient_set_sha256"),
        ),
    )
    op.create_index(op.f("ix_release_study_id"), "release", ["study_id"], unique=False)


def _cut_off() -> None:
    op.create_table(
        "cut_off",
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("frozen_week", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_cut_off_study_id_study"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("study_id", "week", name=op.f("pk_cut_off")),
    )


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("cut_off_week", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ledger_head", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_week", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_week", sa.String(length=8), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.Column("closed_week", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('proposed', 'taken_back')) = (decided_by IS NULL)",
            name=op.f("ck_edition_decided_by"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'taken_back', 'refused', 'accepted', 'outdated', 'made', "
            "'released', 'stopped')",
            name=op.f("ck_edition_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('made', 'released', 'stopped') OR number IS NOT NULL",
            name=op.f("ck_edition_number"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'stopped') OR length(reason) > 0",
            name=op.f("ck_edition_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('released', 'stopped') OR closed_by IS NOT NULL",
            name=op.f("ck_edition_closed_by"),
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_edition_two_people")),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_edition_study_id_study"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_edition_study_id_number")),
    )
    op.create_index(op.f("ix_edition_study_id"), "edition", ["study_id"], unique=False)
    op.create_index(
        "uq_edition_under_way",
        "edition",
        ["study_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'accepted', 'made')"),
        postgresql_where=sa.text("state IN ('proposed', 'accepted', 'made')"),
    )


def _ledger_split() -> None:
    op.create_table(
        "ledger_split",
        sa.Column("atom_id", sa.String(length=32), nullable=False),
        sa.Column("rest_id", sa.String(length=32), nullable=False),
        sa.Column("tombstone_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["atom_id"], ["ledger_atom.id"], name=op.f("fk_ledger_split_atom_id_ledger_atom")
        ),
        sa.ForeignKeyConstraint(
            ["rest_id"], ["ledger_atom.id"], name=op.f("fk_ledger_split_rest_id_ledger_atom")
        ),
        sa.ForeignKeyConstraint(
            ["tombstone_id"],
            ["ledger_atom.id"],
            name=op.f("fk_ledger_split_tombstone_id_ledger_atom"),
        ),
        sa.PrimaryKeyConstraint("atom_id", name=op.f("pk_ledger_split")),
        sa.UniqueConstraint("rest_id", name=op.f("uq_ledger_split_rest_id")),
        sa.UniqueConstraint("tombstone_id", name=op.f("uq_ledger_split_tombstone_id")),
        sqlite_with_rowid=False,
    )


def _release_atom() -> None:
    op.create_table(
        "release_atom",
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("atom_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["atom_id"], ["ledger_atom.id"], name=op.f("fk_release_atom_atom_id_ledger_atom")
        ),
        sa.ForeignKeyConstraint(
            ["release_number"],
            ["release.number"],
            name=op.f("fk_release_atom_release_number_release"),
        ),
        sa.PrimaryKeyConstraint("release_number", "atom_id", name=op.f("pk_release_atom")),
        sqlite_with_rowid=False,
    )


def _report_document() -> None:
    op.create_table(
        "report_document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("edition_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('municipality', 'pool', 'study')", name=op.f("ck_report_document_kind")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["edition.id"],
            name=op.f("fk_report_document_edition_id_edition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_document")),
        sa.UniqueConstraint("check_code", name=op.f("uq_report_document_check_code")),
        sa.UniqueConstraint(
            "edition_id",
            "kind",
            "recipient",
            name=op.f("uq_report_document_edition_id_kind_recipient"),
        ),
    )


def _report_file() -> None:
    op.create_table(
        "report_file",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["report_document.id"],
            name=op.f("fk_report_file_document_id_report_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "name", name=op.f("pk_report_file")),
    )


def _frozen_pair() -> None:
    op.create_table(
        "frozen_pair",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("atom_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["atom_id"], ["ledger_atom.id"], name=op.f("fk_frozen_pair_atom_id_ledger_atom")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_frozen_pair_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_frozen_pair")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_frozen_pair_atom_id"), "frozen_pair", ["atom_id"], unique=False)
