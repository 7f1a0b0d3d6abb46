"""What stands on a paper form before the questions, and is agreed to: the letter and the boxes."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.language import LOCALES
from survey.letter.reading import Letter
from survey.letter.sections import Paragraph, Section, together
from survey.letter.shown import show


def letter_on_paper(letter: Letter, language: str) -> dict[str, Any]:
    """Return the whole letter and its boxes as data, with what is otherwise on paper.

    What a person says yes to is this, so its hash is the proof of consent. Paper has a box for
    taking part and for nothing else, and asks neither background nor the open question: so the
    letter on paper does not speak of them.
    """
    asked = replace(letter, optional_purposes=(), background=(), has_open_field=False)
    shown = show(asked, language)
    with force_locale(LOCALES[language]):
        sections = [asdict(_on_paper(one)) for one in shown.sections]
    return {"sections": sections, "boxes": list(shown.boxes)}


def _on_paper(section: Section) -> Section:
    paragraphs = tuple(_about_paper(one) for one in section.paragraphs)
    return replace(section, paragraphs=paragraphs + _added().get(section.heading, ()))


def _about_paper(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph that points to the card where the page's points to the page."""
    on_the_page = _(
        "With the code on the card you can erase everything you have answered; the way there is at "
        "the bottom of every page."
    )
    on_paper = _(
        "With the code on the card you can erase everything you have answered, on the web address "
        "that stands on the card."
    )
    return replace(paragraph, text=paragraph.text.replace(on_the_page, on_paper))


def _added() -> dict[str, tuple[Paragraph, ...]]:
    """Return what only paper has to tell, by the heading that it stands under."""
    return {
        _("Who sees the answers"): (
            together(
                _(
                    "On the form you write the card number only, never the code. With the number "
                    "the answers can be typed in. It opens nothing else."
                ),
                _(
                    "Those who type the answers in do not know who you are, and have promised to "
                    "keep silent."
                ),
            ),
        ),
        _("Who works with the answers"): (
            together(_("Those who type in the forms read the answers on them too.")),
        ),
    }
