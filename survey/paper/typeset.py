"""A form as a PDF: large print, greys, tagged; the same bytes for the same form."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.after_questions import PREFER_NOT_TO_ANSWER
from survey.check_digits import CARD_NUMBER_LENGTH
from survey.dates import month_in_words
from survey.help_lines import HelpLines
from survey.language import LOCALES, NAMES
from survey.models.study import DEMONSTRATION, PRE, TRIAL
from survey.paper.operations import Printed
from survey.typesetting import compile_pdf

TEMPLATE: Final = Path(__file__).with_name("paper.typ")
NO_DAY: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # a file must state some time
SHORT: Final = 8  # characters of a wording's hash, as in the research file


def typeset(form: Printed, help_lines: HelpLines) -> bytes:
    """Return the form as a PDF in its own language."""
    with force_locale(LOCALES[form.form.language]):
        return compile_pdf(TEMPLATE, _words(form, help_lines), NO_DAY)


def _words(form: Printed, help_lines: HelpLines) -> dict[str, Any]:
    letter = form.form.letter
    return {
        "language": form.form.language,
        "title": _("Questions for those who take part"),
        "stamp": _stamp(form),
        "which": _which(form.wave.key),
        "how": _how(),
        "card_number": _("The card number"),
        "card_number_hint": _("It stands on your card: nine digits."),
        "card_number_length": CARD_NUMBER_LENGTH,
        "date": _("The day you fill in the form"),
        "date_parts": [(_("day"), 2), (_("month"), 2), (_("year"), 4)],
        "letter": letter["sections"],
        "about": _("About the study"),
        "agree": _("Tick both boxes if you want to take part"),
        "agree_hint": _("We may use the form only where both boxes are ticked."),
        "boxes": letter["boxes"],
        "questions": _("The questions"),
        "sections": [asdict(section) for section in form.sections],
        "decline": str(PREFER_NOT_TO_ANSWER),
        "number_hint": _("A rough number is fine."),
        "end": _("Thank you"),
        "end_words": [_back(), _("Keep the card. You need it next time."), _no_name()],
        "help": _("If you need to talk to somebody"),
        "help_words": _("Nobody reads this while you answer."),
        "help_lines": [
            {"what": line.said_in(form.form.language), "number": line.number}
            for line in help_lines.lines
        ],
        "help_checked": _(
            "The numbers were last checked in %(month)s.",
            month=month_in_words(help_lines.checked_on),
        ),
        "foot": _foot(form),
        "page_of": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    }


def _which(wave_key: str) -> str:
    if wave_key == PRE:
        return _("This is the first time you answer.")
    return _(
        "This is the second time you answer. Answer as things are now; you need not remember what "
        "you said before."
    )


def _how() -> list[str]:
    return [
        _("You need the card that you drew. Write its card number here, and no name anywhere."),
        _(
            "Put a cross in one box for each question, with a pen. If you cross the wrong one, "
            "fill that box in and cross another."
        ),
    ]


def _back() -> str:
    return _(
        "Put the form into the envelope, close it, and hand it in as you were told when you got it."
    )


def _no_name() -> str:
    return _("Have you written the card number on the first page, and no name?")


def _stamp(form: Printed) -> str:
    stand_in = any(one.is_stand_in for one in form.wordings.values())
    if form.study.kind == DEMONSTRATION and stand_in:
        return _(
            "Invented answers. The questions are a stand-in text, not SOC-13 or GSE. The figures "
            "say nothing about real people."
        )
    if form.study.kind == DEMONSTRATION:
        return _("Demonstration, simulated people. The figures say nothing about real people.")
    stamps = []
    if form.study.kind == TRIAL:
        stamps.append(_("A trial study. It is only for trying out the program."))
    if stand_in:
        stamps.append(_("The questions are a stand-in text, not SOC-13 or GSE."))
    return " ".join(stamps)


def _foot(form: Printed) -> list[str]:
    """Return what stands at the foot of every page: what the form is, and of which texts."""
    wave = _("first time") if form.wave.key == PRE else _("second time")
    texts = ", ".join(f"{key} {one.sha256[:SHORT]}" for key, one in form.wordings.items())
    return [
        _("Form %(number)s", number=form.form.number),
        f"{wave}, {NAMES[form.form.language]}",
        _("Texts: %(texts)s", texts=texts),
    ]
