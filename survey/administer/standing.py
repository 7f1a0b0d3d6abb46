"""Where a participant stands: who holds the card, which wave it opens, what is answered so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from survey import policies
from survey.administer.drafts import Answers, draft_key, unseal
from survey.administer.standing_queries import HOLDER, STANDING, STUDY, USED
from survey.codes import hash_code
from survey.errors import CardErased, SessionEnded, StudyNotOpen, UnknownCode
from survey.extensions import db
from survey.letter.store import version_name
from survey.models.study import POST, PRE
from survey.weeks import current_week
from survey.wording import uses
from survey.wording.store import note_showable

ON_PAPER = "paper "  # how the version of a printed letter begins


@dataclass(frozen=True)
class Entry:
    """What a session keeps of a participant after a code was typed."""

    participant_id: str
    draft_key: bytes
    wave_key: str = ""  # empty until it is known which wave the card opens


@dataclass(frozen=True)
class AskingStudy:
    """What a participant's pages go by of the study, as it is at this moment."""

    id: str
    key: str
    kind: str
    state: str
    open_field: bool
    post_after_weeks: int
    post_window_weeks: int | None
    background: tuple[str, ...]


@dataclass(frozen=True)
class Sitting:
    """One participant in the middle of one wave."""

    participant_id: str
    study: AskingStudy
    wave_id: str
    wave_key: str
    key: bytes
    is_begun: bool  # whether a draft is stored
    answers: Answers
    started_week: str
    agreed_to: frozenset[str]  # versions of the letter
    newest_letter: str  # the version that people meet now
    one_by_one: bool = False  # how this browser shows the questions

    @property
    def has_consented(self) -> bool:
        """Whether the questions are open to this person.

        Whoever has begun a wave under one letter ends it under that letter; a newer one is met
        before the next wave.
        """
        return self.newest_letter in self.agreed_to or (
            self.answers != Answers() and bool(self.agreed_to)
        )

    @property
    def has_newer_letter(self) -> bool:
        """Whether this person agreed here before, to a letter that is no longer the newest.

        Whoever has agreed on paper only meets the letter of these pages for the first time.
        """
        here = {version for version in self.agreed_to if not version.startswith(ON_PAPER)}
        return bool(here) and self.newest_letter not in here

    @property
    def place(self) -> str:
        """Name the one row this sitting's draft belongs to."""
        return draft_place(self.participant_id, self.wave_id)


@dataclass(frozen=True)
class UsedCard:
    """What a card has been used for so far."""

    participant_id: str
    study: AskingStudy
    answered: dict[str, str]  # wave key -> week
    begun: frozenset[str]  # waves with answers saved and not sent in
    has_own_word: bool  # with which what was sent in can be read later


@dataclass(frozen=True)
class Sent:
    """What there is to say once a wave was sent in."""

    study: AskingStudy
    second: policies.PostWindow | None  # none where it is open already
    has_own_word: bool


def draft_place(participant_id: str, wave_id: str) -> str:
    """Name the one row that the draft of a participant's wave belongs to."""
    return f"draft/{participant_id}/{wave_id}"


def recognise(code: str) -> Entry:
    """Return who holds this code; raise UnknownCode where no card carries it."""
    pepper = current_app.config["SETTINGS"].code_pepper
    participant_id = HOLDER.value(db.connection, hash=hash_code(code, pepper))
    if participant_id is None:
        raise UnknownCode("no card carries this code")
    return Entry(participant_id, draft_key(code, pepper))


def wave_to_open(entry: Entry) -> str:
    """Return the wave this card opens now; raise what the policies say where it opens none."""
    card = used_card(entry)
    policies.check_takes_answers(card.study)
    wave_key = policies.wave_to_answer(card.study, card.answered, current_week(), card.begun)
    # Nobody begins after a permission has ended; whoever has begun goes on.
    if wave_key not in card.begun and not uses.may_open(db.session, card.study):
        raise StudyNotOpen(f"{card.study.key} may show no text of some instrument")
    return wave_key


def used_card(entry: Entry) -> UsedCard:
    """Return what a card has been used for; raise CardErased where it is no longer known."""
    found = USED.rows(db.connection, participant_id=entry.participant_id)
    if not found:
        raise CardErased("the card is no longer known")
    study, (withdrawn, showable, own_word, *_) = _split(found[0])
    policies.check_not_withdrawn(withdrawn)
    note_showable(showable)
    waves = [row[-3:] for row in found]
    return UsedCard(
        entry.participant_id,
        study,
        answered={wave: sent for wave, sent, _ in waves if sent},
        begun=frozenset(wave for wave, _, begun in waves if begun),
        has_own_word=own_word is not None,
    )


def open_sitting(entry: Entry, *, one_by_one: bool = False) -> Sitting:
    """Return where the participant stands in the wave, with the answers saved so far."""
    found = STANDING.row(
        db.connection, participant_id=entry.participant_id, wave_key=entry.wave_key
    )
    if found is None:
        raise CardErased("the card is no longer known")
    study, of_wave = _split(found)
    wave_id, sealed, begun_week, sent_week, agreed_to, letter, withdrawn, showable = of_wave
    policies.check_not_withdrawn(withdrawn)
    # First, since whoever has sent in is told so, also when the study closed a moment later.
    policies.check_not_answered(entry.wave_key, {entry.wave_key: sent_week} if sent_week else {})
    policies.check_takes_answers(study)
    note_showable(showable)
    saved = (
        unseal(sealed, entry.draft_key, draft_place(entry.participant_id, wave_id))
        if sealed
        else Answers()
    )
    return Sitting(
        participant_id=entry.participant_id,
        study=study,
        wave_id=wave_id,
        wave_key=entry.wave_key,
        key=entry.draft_key,
        is_begun=sealed is not None,
        answers=saved,
        started_week=begun_week or current_week(),
        agreed_to=frozenset(agreed_to.split("|") if agreed_to else ()),
        newest_letter=version_name(letter),
        one_by_one=one_by_one,
    )


def _split(row: Sequence[Any]) -> tuple[AskingStudy, Sequence[Any]]:
    """Return the study that a row begins with, and what follows it."""
    *plain, background = row[: len(STUDY)]
    return AskingStudy(*(*plain, tuple(background))), row[len(STUDY) :]


def what_was_sent(entry: Entry) -> Sent:
    """Return what the thank-you page tells; raise SessionEnded when this wave was never sent in."""
    card = used_card(entry)
    if entry.wave_key not in card.answered:
        raise SessionEnded("nothing was sent in")
    return Sent(card.study, second_time_ahead(card), card.has_own_word)


def second_time_ahead(card: UsedCard) -> policies.PostWindow | None:
    """Return when the second wave opens, where that lies ahead."""
    if PRE not in card.answered or POST in card.answered:
        return None
    window = policies.post_window(card.study, card.answered[PRE])
    return window if window.is_ahead(current_week()) else None
