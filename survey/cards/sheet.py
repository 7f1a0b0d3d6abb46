"""Cards on sheets of A4: eight in front, their backs behind them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import segno
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.address import in_print, with_code
from survey.cards.operations import NewCard
from survey.models.study import DEMONSTRATION, TRIAL
from survey.typesetting import compile_pdf
from survey.weeks import current_week, first_day

TEMPLATE = Path(__file__).with_name("cards.typ")
COLUMNS, ROWS = 2, 4
ON_A_SHEET = COLUMNS * ROWS


@dataclass(frozen=True)
class Print:
    """What every card of a printing has in common.

    Somebody else may look into a handbag: neither the study's name nor its group is among it.
    """

    address: str
    contact: str  # whom to ask; no line where it is empty
    kind: str  # of the study: what is only for trying out says so


def card_sheets(cards: Sequence[NewCard], common: Print) -> bytes:
    """Return a PDF of the cards in the language in force, each front followed by its back."""
    words = _words(common) | {
        "sheets": [
            {"front": front, "back": _mirrored([bool(card["code"]) for card in front])}
            for front in _fronts(cards, common.address)
        ]
    }
    # The week, not the clock: nothing is to tell when cards were made more exactly than need be.
    made = dt.datetime.combine(first_day(current_week()), dt.time(), tzinfo=dt.UTC)
    return compile_pdf(TEMPLATE, words, made)


def _fronts(cards: Sequence[NewCard], address: str) -> list[list[dict[str, str]]]:
    """Return the cards of each sheet, row by row; empty places end the last one."""
    places = [asdict(card) | {"square": _square(with_code(address, card.code))} for card in cards]
    places += [{"code": "", "number": "", "square": ""}] * (-len(places) % ON_A_SHEET)
    return [places[start : start + ON_A_SHEET] for start in range(0, len(places), ON_A_SHEET)]


def _mirrored(places: Sequence[bool]) -> list[bool]:
    """Return a sheet's places as they lie when it is turned on its long edge."""
    rows = [places[start : start + COLUMNS] for start in range(0, len(places), COLUMNS)]
    return [place for row in rows for place in reversed(row)]


def _square(address: str) -> str:
    """Return a QR code as a drawing; level M survives a crease or a stain."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=4, xmldecl=False, nl=False
    )
    return drawing.getvalue().decode()


def _words(common: Print) -> dict[str, Any]:
    stamps = {DEMONSTRATION: _("Demonstration"), TRIAL: _("Trial card")}
    return {
        "language": locale.language if (locale := get_locale()) else "en",
        "title": _("Cards"),
        "stamp": stamps.get(common.kind, ""),
        "address": in_print(common.address),
        "square_in_words": _("A square to scan with the camera"),
        "steps": [
            _("Scan the square, or type the address."),
            _("Type the code, and answer."),
            _("Keep the card until next time."),
        ],
        "number": _("Card number, for paper:"),
        "next": _("Next time:"),
        "leaving": _("If you leave early, your answer matters just as much."),
        "back": [
            _("Keep the card. You need it next time."),
            _("Only you have the code. With it you can erase all your answers, at any time."),
            _("Do not write your name here."),
        ],
        "contact": _("Questions? %(contact)s", contact=common.contact) if common.contact else "",
        "front_of": _("Sheet %(number)s of %(all)s, front", number="{number}", all="{all}"),
        "back_of": _("Sheet %(number)s of %(all)s, back", number="{number}", all="{all}"),
    }
