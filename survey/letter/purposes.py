"""What a person may say yes to, one box for each, and what the box says."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from survey.letter.fields import CONSENT, PUBLIC_INTEREST, REUSE

EVALUATION = "evaluation"  # needed to take part
ADULT = lazy_gettext("I am 18 years or older.")
BOXES: dict[tuple[str, str], LazyString] = {
    (EVALUATION, CONSENT): lazy_gettext("I have read this letter, and I consent to taking part."),
    (EVALUATION, PUBLIC_INTEREST): lazy_gettext(
        "I have read this letter, and I want to take part."
    ),
    (REUSE, CONSENT): lazy_gettext("I also consent to my answers being kept for later research."),
    (REUSE, PUBLIC_INTEREST): lazy_gettext("My answers may also be kept for later research."),
}


def box(purpose: str, legal_basis: str) -> LazyString:
    """Return what the box of a purpose says."""
    return BOXES[purpose, legal_basis]
