"""New cards in the database, where a card is only the keyed hash of its code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey import policies
from survey.check_digits import CARD_NUMBER_LENGTH, hash_card_number, new_number
from survey.codes import hash_code, new_code
from survey.errors import UnknownGroup
from survey.extensions import db
from survey.models import (
    CardBatch,
    CardInBatch,
    ContactPoint,
    Group,
    GroupLabel,
    Municipality,
    Participant,
    Study,
)
from survey.models.base import new_id
from survey.models.card import PRINTED
from survey.models.study import DEMONSTRATION
from survey.weeks import current_week

SHOWN_OF_KEY = 8  # characters that tell a study's groups apart


@dataclass(frozen=True)
class NewCard:
    """What is printed on a card: the code, and the number that only admits keying."""

    code: str
    number: str


def new_cards(count: int) -> list[NewCard]:
    """Return fresh cards, all different, in an order that says nothing."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code())
    # Two draws that know nothing of each other: no number tells anything of its card's code.
    shuffled = secrets.SystemRandom().sample(sorted(codes), count)
    return [NewCard(*pair) for pair in zip(shuffled, _new_numbers(count), strict=True)]


def _new_numbers(count: int) -> list[str]:
    """Return fresh numbers that no card has: they are too short never to meet by themselves."""
    numbers: set[str] = set()
    while len(numbers) < count:
        number = new_number(CARD_NUMBER_LENGTH)
        there = select(Participant.id).filter_by(card_number_hash=_hash_number(number))
        if db.session.scalar(there) is None:
            numbers.add(number)
    return list(numbers)


def group_for(study: Study, named: str | None) -> str | None:
    """Return the key of the group that cards are for, named by its label or how its key begins.

    None in a study without groups. Where there are several, one must be named: answers without
    a group are in no municipality's report, and nobody could say afterwards where they belong.
    """
    policies.check_may_get_cards(study)
    groups = groups_of(study)
    if named is None and groups and (len(groups) == 1 or study.kind == DEMONSTRATION):
        return groups[0][0].id  # nobody real is in a demonstration: any group will do
    if named is None and not groups:
        return None
    found = [group.id for group, *_place, label in groups if named and label == named] or [
        group.id for group, *_place in groups if named and group.id.startswith(named)
    ]
    if len(found) != 1:
        what = f"no single group of {study.key} is called {named!r}" if named else "name the group"
        raise UnknownGroup("\n".join([f"{what}; --group takes one of these:", *_listed(groups)]))
    return found[0]


def groups_of(study: Study) -> Sequence[tuple[Group, str, str, str]]:
    """Return a study's groups: contact point, municipality, and what they are called here."""
    found = db.session.execute(
        select(Group, ContactPoint.name, Municipality.name, GroupLabel.label)
        .join(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .join(Municipality, Municipality.number == ContactPoint.municipality_number)
        .outerjoin(GroupLabel, GroupLabel.group_id == Group.id)
        .where(ContactPoint.study_id == study.id)
        .order_by(Municipality.name, ContactPoint.name, Group.started_week, Group.id)
    )
    return [(group, point, place, label or "") for group, point, place, label in found]


def _listed(groups: Iterable[tuple[Group, str, str, str]]) -> list[str]:
    return [
        f"  {group.id[:SHOWN_OF_KEY]}  {place}, {point}, begun {group.started_week}"
        + (f": {label}" if label else "")
        for group, point, place, label in groups
    ] or ["  (the study has no groups: leave --group out)"]


def keep(study_id: str, group_id: str | None, language: str, cards: Sequence[NewCard]) -> str:
    """Store a printing and a participant for each card, in one transaction; return its id."""
    # A session of its own, so that the write lock is held for no longer than this takes.
    with db.writing() as session:
        batch = CardBatch(
            id=new_id(),
            study_id=study_id,
            number=next_number(session, study_id),
            group_id=group_id,
            n_cards=len(cards),
            language=language,
            week=current_week(),
            state=PRINTED,
        )
        session.add(batch)
        session.flush()
        add_people(session, batch, cards)
        session.commit()
        return batch.id


def next_number(session: Session, study_id: str) -> int:
    """Return the number of a study's next printing. The session must hold the write lock."""
    last = select(func.max(CardBatch.number)).where(CardBatch.study_id == study_id)
    return (session.scalar(last) or 0) + 1


def add_people(session: Session, batch: CardBatch, cards: Iterable[NewCard]) -> None:
    """Add a participant for each card of a printing; the caller commits."""
    people = [
        Participant(
            id=new_id(),
            study_id=batch.study_id,
            group_id=batch.group_id,
            code_hash=_hash(card.code),
            card_number_hash=_hash_number(card.number),
        )
        for card in cards
    ]
    session.add_all(people)
    session.flush()
    session.add_all(CardInBatch(participant_id=one.id, batch_id=batch.id) for one in people)


def take_back(batch_id: str) -> None:
    """Remove a printing that never came onto paper, and its participants."""
    in_batch = select(CardInBatch.participant_id).where(CardInBatch.batch_id == batch_id)
    with db.writing() as session:
        session.execute(delete(Participant).where(Participant.id.in_(in_batch)))
        session.execute(delete(CardBatch).where(CardBatch.id == batch_id))
        session.commit()


def _hash(code: str) -> str:
    return hash_code(code, current_app.config["SETTINGS"].code_pepper)


def _hash_number(number: str) -> str:
    return hash_card_number(number, current_app.config["SETTINGS"].code_pepper)
