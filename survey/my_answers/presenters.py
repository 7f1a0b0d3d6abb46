"""What is stored, in the words of a page and in the form of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext

from survey.display.choices import Display
from survey.letter.fields import REUSE
from survey.letter.purposes import EVALUATION
from survey.meetings import MEETINGS_BEFORE
from survey.my_answers.sent import SentAnswer, SentInstrument, SentItem, SentWave
from survey.my_answers.stored import Overview
from survey.week_words import week_in_words

CONTACT = "contact"
PURPOSES = {
    EVALUATION: lazy_gettext("Taking part in the study"),
    REUSE: lazy_gettext("Keeping the answers for later research"),
    CONTACT: lazy_gettext("A reminder by e-mail"),
}
METHODS = {"web": lazy_gettext("On the web."), "paper": lazy_gettext("On paper.")}


def words_for_page() -> dict[str, Any]:
    """Return what the pages need to say keys in words."""
    return {
        "in_week": week_in_words,
        "purposes": PURPOSES,
        "methods": METHODS,
        "display_in_words": _display_in_words,
        "meetings": dict(MEETINGS_BEFORE),
    }


def as_file(known: Overview, waves: Iterable[SentWave]) -> dict[str, Any]:
    """Return everything stored with a card, in a form that programs read too.

    No score and nothing else that was worked out: only what was said, and when.
    """
    place = known.place
    return {
        "study": {
            "name": known.study.name,
            "institution": known.study.institution,
            "contact": known.study.contact,
        },
        "group": place and vars(place),
        "consents": [
            {
                "purpose": one.purpose,
                "text_version": one.text_version,
                "text_sha256": one.text_sha256,
                "language": one.language,
                "week": one.week,
                "method": one.method,
            }
            for one in known.consents
        ],
        "withdrawn_week": known.withdrawn_week,
        "display": known.display and asdict(known.display),
        "own_word": known.has_word,
        "address_for_a_reminder": known.has_address,
        "being_typed_in_from_paper": sorted(known.on_paper),
        "counted_in_reports": known.is_counted,
        "not_sent_in": [{"wave": key, "started_week": week} for key, week in known.drafts.items()],
        "sent_in": [{"wave": key, "week": week} for key, week in known.sent.items()],
        "answers": [_wave(one) for one in waves],
    }


def _display_in_words(display: Display) -> str:
    chosen = (
        words for line in display.choices() for _, words, is_chosen in line.values if is_chosen
    )
    return ", ".join(str(words).lower() for words in chosen)


def _wave(sent: SentWave) -> dict[str, Any]:
    return {
        "wave": sent.key,
        "week": sent.week,
        "background": [_answer(one) for one in sent.background],
        "meetings_before": sent.meetings_before,
        "instruments": [_instrument(one) for one in sent.instruments],
        "after": [_answer(one) for one in sent.after],
        "open_answer": sent.open_answer,
    }


def _answer(sent: SentAnswer) -> dict[str, Any]:
    return {
        "key": sent.key,
        "text": str(sent.text),
        "value": sent.value,
        "declined": sent.declined,
        "in_words": None if sent.in_words is None else str(sent.in_words),
    }


def _instrument(sent: SentInstrument) -> dict[str, Any]:
    return {
        "instrument": sent.key,
        "is_stand_in_text": sent.is_stand_in,
        "language": sent.language,
        "wording_sha256": sent.wording_sha256,
        "mode": sent.mode,
        "started_week": sent.started_week,
        "items": [_item(one) for one in sent.items],
    }


def _item(sent: SentItem) -> dict[str, Any]:
    words = {"text": sent.text, "in_words": sent.in_words, "low": sent.low, "high": sent.high}
    answered = {"key": sent.key, "value": sent.value, "declined": sent.declined}
    return answered | {name: text for name, text in words.items() if text}
