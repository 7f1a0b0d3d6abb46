"""What stands on a paper form before the questions, and is agreed to: the letter and the boxes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from survey.models import Study


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it; the first part has none."""

    heading: str
    paragraphs: tuple[str, ...]


def letter_on_paper(study: Study, *, n_questions: int, n_after: int) -> dict[str, Any]:
    """Return the letter and the two boxes as data, in the language in force.

    What a person says yes to is this, so its hash is the proof of consent.
    """
    parts = _letter_parts(study, n_questions, n_after)
    return {"parts": [asdict(part) for part in parts], "boxes": list(_consent_boxes())}


def _letter_parts(study: Study, n_questions: int, n_after: int) -> tuple[Part, ...]:
    return (
        Part(
            "",
            (
                _(
                    "You answer twice: now, and again in some months. That is how we see whether "
                    "anything changes for those who take part."
                ),
            ),
        ),
        Part(
            _("What we ask about"),
            (
                _sentences(
                    _(
                        "There are %(all)s questions about how you see your everyday life, and the "
                        "first time one about the group. It takes five to seven minutes.",
                        all=n_questions,
                    ),
                    _(
                        "The second time there are %(after)s more, about how it was to take part. "
                        "You are also asked whether you have left the group, and why. That takes a "
                        "few more minutes.",
                        after=n_after,
                    ),
                    _("There are no right or wrong answers. You may skip a question."),
                ),
            ),
        ),
        Part(_("Who sees the answers"), _who_sees()),
        Part(
            _("You decide"),
            (
                _sentences(
                    _(
                        "You may withdraw at any time without saying why. It has no consequence "
                        "for your place in the group."
                    ),
                    _(
                        "With the code on the card you can erase everything you have answered, on "
                        "the web address that stands on the card."
                    ),
                    _(
                        "If you leave, your answer matters just as much. It helps to know both "
                        "what was good and what did not suit you."
                    ),
                ),
            ),
        ),
        Part(
            _("Who is responsible"),
            (
                _(
                    "%(institution)s is responsible for the study. Contact: %(contact)s.",
                    institution=study.institution,
                    contact=study.contact,
                ),
            ),
        ),
    )


def _who_sees() -> tuple[str, ...]:
    return (
        _sentences(
            _(
                "We do not ask for your name. Your answers are tied to the code on the card, and "
                "only you have the card."
            ),
            _(
                "On the form you write the card number only, never the code. With the number the "
                "answers can be typed in. It opens nothing else."
            ),
            _(
                "Those who type the answers in do not know who you are, and have promised to keep "
                "silent."
            ),
        ),
        _sentences(
            _("The researchers in the study work with the answers one by one, without names."),
            _(
                "Nobody in the group, no starter and nobody in the municipality can see what you "
                "answer."
            ),
            _(
                "The municipality gets only figures about at least ten people, from at least three "
                "groups, taken together."
            ),
        ),
    )


def _consent_boxes() -> tuple[str, str]:
    return (
        _("I am 18 years or older."),
        _("I have read about the study and want to take part."),
    )


def _sentences(*sentences: str) -> str:
    return " ".join(sentences)
