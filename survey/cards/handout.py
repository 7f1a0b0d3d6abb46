"""One page for the starter: what to say, and how to let people draw."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path

from flask_babel import get_locale
from flask_babel import gettext as _

from survey.dates import month_in_words
from survey.help_lines import HelpLines
from survey.typesetting import compile_pdf

TEMPLATE = Path(__file__).with_name("handout.typ")
WRITTEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # a file must state some time


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it."""

    heading: str
    aloud: tuple[str, ...] = ()  # to be said, or sent, as it stands
    steps: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def handout(known: HelpLines) -> bytes:
    """Return the page as a PDF in the language in force; the same bytes each time."""
    locale = get_locale()
    language = str(locale.language) if locale else "en"
    words = {
        "language": language,
        "title": _("When the group gets its cards"),
        "lead": _("For the starter. It takes a few minutes at the end of a meeting."),
        "parts": [asdict(part) for part in _parts(known, language)],
    }
    return compile_pdf(TEMPLATE, words, WRITTEN)


def _parts(known: HelpLines, language: str) -> tuple[Part, ...]:
    return _say(), _draw(), _measured(), _reminder(), _help(known, language)


def _say() -> Part:
    return Part(
        heading=_("Say this aloud"),
        aloud=(
            _("I have some cards with me. With a card you can answer some questions on a phone."),
            _(
                "You answer twice: now, and again in some months. That is how we see whether "
                "anything changes for those who take part."
            ),
            _("If you leave early, your answer matters just as much."),
            _(
                "We do not ask for your name. Your answers are tied to the code on the card, and "
                "only you have the card."
            ),
            _(
                "Nobody in the group, no starter and nobody in the municipality can see what you "
                "answer."
            ),
            _("We do not count who answers, because you are few."),
            _("Only you have the code. With it you can erase all your answers, at any time."),
            _("You are free to say no. It has no consequence for your place in the group."),
        ),
    )


def _draw() -> Part:
    return Part(
        heading=_("Shuffle, and let people draw"),
        steps=(
            _("Lay the cards with the code down, and shuffle them well."),
            _(
                "Let each person draw one. Never hand a card to anybody, and never look at the "
                "code."
            ),
            _("Write down nothing: not who drew a card, and not who said no."),
            _("Let people answer when they like, on their own phone, with nobody looking on."),
            _(
                "Put the cards that are left into an envelope, for those who join later or lose "
                "theirs."
            ),
        ),
    )


def _measured() -> Part:
    return Part(
        heading=_("What is measured, and who sees it"),
        words=(
            _(
                "The questions are about sense of coherence: whether what happens can be "
                "understood. Whether one has what it takes to handle it. And whether it is worth "
                "engaging in."
            ),
            _(
                "They are also about self-efficacy: the belief that one can do what one sets out "
                "to do. It takes five to seven minutes. There are no right or wrong answers."
            ),
            _("The researchers in the study work with the answers one by one, without names."),
            _(
                "The municipality gets only figures about at least ten people, from at least "
                "three groups, taken together."
            ),
        ),
    )


def _reminder() -> Part:
    return Part(
        heading=_("A message the group may send itself"),
        words=(
            _(
                "Send it to everybody, never to one person alone. Nobody is to ask who has "
                "answered."
            ),
        ),
        aloud=(
            _(
                "Do you still have your card? When the date on it has come, you may answer again "
                "if you like. It takes a few minutes on the phone. If you have left, your answer "
                "matters just as much. If the card is lost, you may draw a new one."
            ),
        ),
    )


def _help(known: HelpLines, language: str) -> Part:
    checked = month_in_words(known.checked_on)
    return Part(
        heading=_("If somebody needs help now"),
        words=(
            *(f"{line.what[language]}: {line.number}" for line in known.lines),
            _("The numbers were last checked in %(month)s.", month=checked),
        ),
    )
