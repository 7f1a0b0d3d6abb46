"""How a study ends: what was proposed and decided, what was done, and the file that is kept.

No column is a foreign key to the study: where everything of a study is deleted, what was done
stays known.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import WHERE, Base, iso_week, key_text, name_text, random_id

ANONYMISE, DELETE = "anonymise", "delete"
PROPOSED, TAKEN_BACK, REFUSED = "proposed", "taken_back", "refused"
APPROVED, REMOVING, DONE, FINAL = "approved", "removing", "done", "final"
UNDER_WAY = (PROPOSED, APPROVED, REMOVING)
CARRIED_OUT = (DONE, FINAL)
ANONYMISED_RESULT, DELETED_RESULT = "anonymised", "deleted"


class StudyEnd(Base):
    """One proposal to end a study, what a second person said, and what came of it.

    Who proposed and who decided are kept as the audit log keeps them: an account may go, the
    decision stays. A demonstration or a trial has two names of the program's own there.
    """

    __tablename__ = "study_end"
    __table_args__ = (
        CheckConstraint("kind IN ('anonymise', 'delete')", name="kind"),
        CheckConstraint(
            "state IN ('proposed', 'taken_back', 'refused', 'approved', 'removing', 'done', "
            "'final')",
            name="state",
        ),
        CheckConstraint("reports IN ('released', 'none')", name="reports"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "(state IN ('proposed', 'taken_back')) = (decided_by IS NULL)", name="decided_by"
        ),
        CheckConstraint("state <> 'refused' OR length(reason) > 0", name="reason"),
        CheckConstraint(
            "(state IN ('removing', 'done', 'final')) = (result IS NOT NULL)", name="result"
        ),
        CheckConstraint("result IN ('anonymised', 'deleted')", name="result_name"),
        CheckConstraint(
            "(state IN ('done', 'final')) = (done_on IS NOT NULL AND final_on IS NOT NULL "
            "AND protocol_sha256 IS NOT NULL)",
            name="protocol",
        ),
        CheckConstraint("people_in_fives % 5 = 0", name="people_in_fives"),
        # Of a study one at a time, and once it is carried out no other.
        Index(
            "uq_study_end_under_way",
            "study_id",
            unique=True,
            info={WHERE: text("state NOT IN ('taken_back', 'refused')")},
        ),
    )

    id: Mapped[random_id]
    study_id: Mapped[str] = mapped_column(String(32))
    study_key: Mapped[key_text]
    study_name: Mapped[name_text]
    kind: Mapped[key_text]
    reports: Mapped[key_text]  # the final ones are released, or there will be none
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[key_text]
    proposed_week: Mapped[iso_week]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_week: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(String(10))  # deleted, where few would be alike
    people_in_fives: Mapped[int | None] = mapped_column(Integer)
    notes: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # of the kept file: k and steps
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    final_on: Mapped[dt.date | None] = mapped_column(Date)  # when no backup knows more any longer
    protocol: Mapped[str | None] = mapped_column(Text)
    protocol_sha256: Mapped[str | None] = mapped_column(String(64))


class KeptFile(Base):
    """What is kept of a study that was anonymised: the generalised file, as one package."""

    __tablename__ = "kept_file"

    end_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of the file of scores in the package
    content: Mapped[bytes] = mapped_column(LargeBinary)
