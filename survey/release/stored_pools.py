"""Which municipalities each pool of a study has."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import PoolMunicipality


def pools_of(session: Session, study_id: str) -> dict[str, list[str]]:
    """Return the numbers of each pool's municipalities, by the pool's id."""
    found: dict[str, list[str]] = {}
    for pool, number in session.execute(
        select(PoolMunicipality.pool_id, PoolMunicipality.municipality_number)
        .filter_by(study_id=study_id)
        .order_by(PoolMunicipality.municipality_number)
    ):
        found.setdefault(pool, []).append(number)
    return found
