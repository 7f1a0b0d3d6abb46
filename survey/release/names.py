"""What stands on pages and in reports for the ids and numbers of a plan. Imports no pandas."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import ContactPoint, Pool, Study
from survey.municipalities import all_municipalities


def names_of(session: Session, study: Study) -> dict[str, str]:
    """Return the names of a study's contact points and pools by id, and of counties by number."""
    points = session.execute(
        select(ContactPoint.id, ContactPoint.name).filter_by(study_id=study.id)
    ).all()
    pools = session.execute(select(Pool.id, Pool.name).filter_by(study_id=study.id)).all()
    counties = {one.county_number: one.county for one in all_municipalities().values()}
    return counties | {row.id: row.name for row in (*points, *pools)}
