"""Pools: municipalities that are reported together, chosen before any answer is known."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from survey.errors import UnknownPage
from survey.extensions import db
from survey.models import Municipality, Pool, PoolMunicipality, Staff, Study
from survey.set_up import policies
from survey.set_up.checklist import has_answers
from survey.set_up.operations import saved
from survey.set_up.places import known_municipality, refuse_if_there


@dataclass(frozen=True)
class ListedPool:
    """A pool with its municipalities, by number and name."""

    id: str
    name: str
    municipalities: tuple[tuple[str, str], ...]


def pools(study: Study) -> list[ListedPool]:
    """Return a study's pools by name."""
    members: dict[str, list[tuple[str, str]]] = {}
    found = db.session.execute(
        select(PoolMunicipality.pool_id, Municipality.number, Municipality.name)
        .join(Municipality, Municipality.number == PoolMunicipality.municipality_number)
        .where(PoolMunicipality.study_id == study.id)
        .order_by(Municipality.name)
    )
    for pool_id, number, name in found:
        members.setdefault(pool_id, []).append((number, name))
    rows = db.session.scalars(select(Pool).filter_by(study_id=study.id).order_by(Pool.name))
    return [ListedPool(one.id, one.name, tuple(members.get(one.id, ()))) for one in rows]


def add_pool(study: Study, name: str, by: Staff | None) -> None:
    """Add a pool without municipalities yet."""
    check_pools_are_open(study)
    refuse_if_there(
        select(Pool.id).filter_by(study_id=study.id, name=name),
        f"{study.key} has a pool {name} already",
    )
    db.session.add(Pool(study_id=study.id, name=name))
    saved(by, "add_pool", "pool")


def remove_pool(study: Study, pool_id: str, by: Staff | None) -> None:
    """Take a pool out again."""
    check_pools_are_open(study)
    db.session.execute(delete(Pool).where(Pool.id == _pool(study, pool_id).id))
    saved(by, "remove_pool", "pool")


def add_to_pool(study: Study, pool_id: str, number: str, by: Staff | None) -> None:
    """Put a municipality into a pool; raise BadSetUp where it is in one already."""
    check_pools_are_open(study)
    pool = _pool(study, pool_id)
    refuse_if_there(
        select(PoolMunicipality.pool_id).filter_by(study_id=study.id, municipality_number=number),
        f"the municipality {number} is in a pool already",
    )
    known_municipality(number)
    db.session.add(PoolMunicipality(study_id=study.id, pool_id=pool.id, municipality_number=number))
    saved(by, "change_pool", "pool")


def take_from_pool(study: Study, pool_id: str, number: str, by: Staff | None) -> None:
    """Take a municipality out of a pool."""
    check_pools_are_open(study)
    pool = _pool(study, pool_id)
    db.session.execute(
        delete(PoolMunicipality).filter_by(pool_id=pool.id, municipality_number=number)
    )
    saved(by, "change_pool", "pool")


def check_pools_are_open(study: Study) -> None:
    """Raise SetUpLocked once somebody has answered."""
    policies.check_may_change_pools(study, has_answers=has_answers(db.session, study))


def _pool(study: Study, pool_id: str) -> Pool:
    row = db.session.get(Pool, pool_id)
    if row is None or row.study_id != study.id:
        raise UnknownPage(f"{study.key} has no pool {pool_id}")
    return row
