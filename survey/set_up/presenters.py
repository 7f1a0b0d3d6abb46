"""The checklist and the places in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from survey.language import NAMES
from survey.letter.checking import Fault
from survey.set_up import checklist
from survey.set_up.step_words import DEEDS, TITLES, WHY
from survey.set_up.words import FACTS, MISSING, TEXTS
from survey.study_states import Move

# Where a step is done; a step without a page here is done elsewhere, and says how.
PAGES = {
    checklist.ABOUT: "set_up.about",
    checklist.PERMISSIONS: "set_up.permissions_",
    checklist.LETTER: "set_up_letter.overview",
    checklist.WORDING: "wording.overview",
    checklist.QUESTIONS: "set_up.questions",
    checklist.PLAN: "analysis_plan.plan",
    checklist.PLACES: "set_up_places.overview",
    checklist.GROUPS: "set_up_places.groups",
    checklist.CARDS: "cards.cards",
    checklist.SECOND_PERSON: "second_person.show",
}
DONE, MISSING_STEP, CAN_WAIT = "done", "missing", "can_wait"


@dataclass(frozen=True)
class ShownStep:
    """One step as it stands on the checklist."""

    key: str
    number: int
    title: LazyString
    why: LazyString
    status: str
    missing: tuple[str, ...]
    page: str  # the name of a view; empty where the step is done elsewhere
    is_next: bool


@dataclass(frozen=True)
class Deed:
    """One way to another state: the button and what it does."""

    key: str
    end: str
    button: LazyString
    does: LazyString


def shown_steps(found: Sequence[checklist.Step]) -> list[ShownStep]:
    """Return the steps in words."""
    going_on = checklist.next_step(found)
    return [
        ShownStep(
            key=one.key,
            number=number,
            title=TITLES[one.key],
            why=WHY[one.key],
            status=_status(one),
            missing=in_words(one.missing),
            page=PAGES.get(one.key, ""),
            is_next=one is going_on,
        )
        for number, one in enumerate(found, 1)
    ]


def _status(step: checklist.Step) -> str:
    if step.is_done:
        return DONE
    return MISSING_STEP if step.is_needed else CAN_WAIT


def in_words(places: Iterable[str]) -> tuple[str, ...]:
    """Return what is missing as people read it, each once."""
    return tuple(dict.fromkeys(place_in_words(one) for one in places))


def place_in_words(place: str) -> str:
    """Return a place such as facts.readers, nn.purpose or rek in words."""
    if place in MISSING:
        return str(MISSING[place])
    table, _, rest = place.partition(".")
    key = rest.partition(" ")[0].partition(".")[0]
    if table in NAMES and key in TEXTS:
        return gettext("%(field)s (%(language)s)", field=TEXTS[key].label, language=NAMES[table])
    return str(FACTS[key].label) if key in FACTS else place


@dataclass(frozen=True)
class LetterPart:
    """One page on which a part of the letter is written, and what it lacks."""

    page: str  # the name of a view
    language: str  # of the sentences that are written there; empty for facts
    title: str
    missing: tuple[str, ...]


def letter_parts(faults: Iterable[Fault]) -> list[LetterPart]:
    """Return the letter's pages in order, each with what it lacks."""
    places = [one.place for one in faults]
    facts = [
        LetterPart(
            page,
            "",
            title,
            in_words(one for one in places if checklist.fact_of(one) in checklist.FACTS_OF[step]),
        )
        for step, page, title in (
            (checklist.ABOUT, "set_up.about", gettext("Who is responsible, and whom to ask")),
            (checklist.PERMISSIONS, "set_up.permissions_", gettext("Law, Sikt and dates")),
            (checklist.LETTER, "set_up_letter.answers", gettext("Who gets at the answers")),
        )
    ]
    texts = [
        LetterPart(
            "set_up_letter.texts",
            language,
            gettext("Your own sentences: %(language)s", language=name),
            in_words(one for one in places if one.startswith(f"{language}.")),
        )
        for language, name in NAMES.items()
    ]
    return [*facts, *texts]


def deeds(moves: Iterable[Move]) -> list[Deed]:
    """Return the ways to other states that a button may lead."""
    return [Deed(one.deed, one.end, *DEEDS[one.deed]) for one in moves if one.deed in DEEDS]
