"""The part of the letter that everybody meets."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, lazy_gettext

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import KEYS
from survey.background_questions import chosen_questions
from survey.dates import day_in_words
from survey.letter.fields import CONSENT
from survey.letter.listing import listed
from survey.letter.reading import Letter
from survey.letter.sections import Section, own_words, together

ROLES = {
    "researcher": lazy_gettext("Researcher"),
    "student": lazy_gettext("Student"),
    "supervisor": lazy_gettext("Supervisor"),
}


def first_part(letter: Letter, language: str) -> Iterator[Section]:
    """Yield what everybody is to read before saying yes or no."""
    yield _invitation(letter, language)
    yield Section(
        gettext("Why we ask"),
        (*own_words(letter, "purpose", language), *own_words(letter, "use", language)),
    )
    yield _questions(letter)
    yield _who_sees(letter)
    yield _you_decide(letter)
    yield Section(
        gettext("Who is responsible"),
        (together(gettext("%(who)s is responsible for the study.", who=letter.institution)),),
        tuple(f"{ROLES[one.role]}: {one.name}, {one.reach}" for one in letter.contacts),
    )


def _invitation(letter: Letter, language: str) -> Section:
    notice = gettext(
        "This is an example of an information letter. The people and the institution in it do not "
        "exist."
    )
    name = letter.words("study", language)[0]
    paragraphs = [
        together(gettext("You are invited to take part in the study “%(study)s”.", study=name)),
        together(
            gettext(
                "You answer twice: now, and again in some months or when you leave. That is how "
                "we see whether anything changes for those who take part."
            )
        ),
    ]
    if letter.is_example:
        paragraphs.insert(0, together(notice))
    if letter.lacks_words_in(language):
        paragraphs.append(together(gettext("Some sentences are here in Norwegian only.")))
    return Section("", tuple(paragraphs))


def _questions(letter: Letter) -> Section:
    n_items = sum(len(load_instrument(key).item_keys) for key in INSTRUMENT_KEYS)
    sentences = (
        gettext(
            "There are %(all)s questions about how you see your everyday life, and the first time "
            "one about the group. It takes five to seven minutes.",
            all=n_items,
        ),
        gettext(
            "The second time there are %(after)s more, about how it was to take part. You are "
            "also asked whether you have left the group, and why. That takes a few more minutes.",
            after=len(KEYS),
        ),
        gettext("There are no right or wrong answers. You may skip a question."),
    )
    paragraphs = [together(*sentences)]
    if letter.background:
        first = gettext("The first time we ask this too, and you may skip it:")
        asked = (str(one.text) for one in chosen_questions(letter.background))
        paragraphs.append(together(first, *asked))
    if letter.has_open_field:
        own = gettext(
            "The second time you may also write something in your own words. Only the researchers "
            "in the study read it."
        )
        paragraphs.append(together(own))
    return Section(gettext("What we ask about"), tuple(paragraphs))


def _who_sees(letter: Letter) -> Section:
    no_name = gettext(
        "We do not ask for your name. Your answers are tied to the code on the card, and only "
        "you have the card."
    )
    if letter.municipality_is_controller:
        others = (
            gettext("Nobody in the group and no starter can see what you answer."),
            gettext("Your answers are read only by %(names)s.", names=listed(letter.readers)),
            gettext(
                "Others in the municipality get only figures about at least ten people, from at "
                "least three groups, taken together."
            ),
        )
    else:
        others = (
            gettext(
                "The researchers in the study work with the answers one by one, without names."
            ),
            gettext(
                "Nobody in the group, no starter and nobody in the municipality can see what you "
                "answer."
            ),
            gettext(
                "The municipality gets only figures about at least ten people, from at least "
                "three groups, taken together."
            ),
        )
    return Section(gettext("Who sees the answers"), (together(no_name, *others),))


def _you_decide(letter: Letter) -> Section:
    if letter.legal_basis == CONSENT:
        stopping = gettext(
            "You may withdraw at any time without saying why. It has no consequence for your "
            "place in the group."
        )
    else:
        stopping = gettext(
            "You may stop at any time, and object to our use of your answers, without saying why. "
            "It has no consequence for your place in the group."
        )
    erasing = (
        gettext(
            "With the code on the card you can erase everything you have answered; the way there "
            "is at the bottom of every page."
        ),
        gettext(
            "The last day to erase is %(date)s.",
            date=day_in_words(letter.last_day_to_erase),
        ),
        gettext("Figures already released do not change, but they never show single people."),
    )
    return Section(
        gettext("You decide"),
        (
            together(
                gettext(
                    "It is voluntary to take part. If you say no, nothing changes for you in the "
                    "group or at the contact point."
                ),
                stopping,
            ),
            together(*erasing),
            together(
                gettext(
                    "If you leave, your answer matters just as much. It helps to know both what "
                    "was good and what did not suit you."
                )
            ),
        ),
    )
