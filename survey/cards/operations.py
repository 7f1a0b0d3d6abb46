"""New cards in the database, where a card is only the keyed hash of its code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select

from survey import policies
from survey.check_digits import CARD_NUMBER_LENGTH, hash_card_number, new_number
from survey.codes import hash_code, new_code
from survey.errors import UnknownGroup
from survey.extensions import db
from survey.models import ContactPoint, Group, GroupLabel, Municipality, Participant, Study
from survey.models.study import DEMONSTRATION

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
    groups = _groups(study)
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


def _groups(study: Study) -> Sequence[tuple[Group, str, str, str]]:
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


def keep(study_id: str, group_id: str | None, cards: Iterable[NewCard]) -> None:
    """Store a participant for each card, all in one transaction."""
    # A session of its own, so that the write lock is held for no longer than this takes.
    with db.writing() as session:
        session.add_all(
            Participant(
                study_id=study_id,
                group_id=group_id,
                code_hash=_hash(card.code),
                card_number_hash=_hash_number(card.number),
            )
            for card in cards
        )
        session.commit()


def take_back(cards: Iterable[NewCard]) -> None:
    """Remove the participants of cards that never came onto paper."""
    hashes = [_hash(card.code) for card in cards]
    with db.writing() as session:
        session.execute(delete(Participant).where(Participant.code_hash.in_(hashes)))
        session.commit()


def _hash(code: str) -> str:
    return hash_code(code, current_app.config["SETTINGS"].code_pepper)


def _hash_number(number: str) -> str:
    return hash_card_number(number, current_app.config["SETTINGS"].code_pepper)
