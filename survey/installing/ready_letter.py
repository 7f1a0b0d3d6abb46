"""The letter that asks a rights holder: from what is known of the study, with marked gaps.

It is in the language the rights holder reads, whatever the page is in, so it has texts of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.dates import format_date

from survey.installing.operations import LetterFacts
from survey.language import LOCALES

FOLDER = Path(__file__).with_name("letters")
LETTERS = {"soc13": ("en",), "gse": ("nb", "en")}
GAP = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
LANGUAGES_IN = {
    "en": "Norwegian bokmål [[and nynorsk, English: keep those you ask for]]",
    "nb": "bokmål [[og nynorsk, engelsk: la stå det dere ber om]]",
}
USES = {
    "en": {
        "research": "Research.",
        "service_evaluation": (
            "The evaluation of a service. We know that permission is mostly given for research, "
            "and ask you to say in writing whether this use is covered."
        ),
    },
    "nb": {
        "research": "Forskning.",
        "service_evaluation": (
            "Evaluering av en tjeneste. Vi vet at tillatelse oftest gis til forskning, og ber dere "
            "si skriftlig om denne bruken er dekket."
        ),
    },
}
ENDS = {
    "en": {
        "erased": "the answers are erased",
        "untied": "nobody can tie the answers to a person any more",
        "stored": "the answers are stored as the information letter says",
    },
    "nb": {
        "erased": "slettes svarene",
        "untied": "kan ingen knytte svarene til en person lenger",
        "stored": "lagres svarene slik informasjonsskrivet sier",
    },
}
GAPS = {
    "en": {
        "institution": "institution and department",
        "contacts": "name, position, e-mail and telephone",
        "purpose": "the aim of the study, in two or three sentences",
        "project_end": "the last day of the project",
        "at_the_end": "what then happens to the answers",
    },
    "nb": {
        "institution": "institusjon og avdeling",
        "contacts": "navn, stilling, e-post og telefon",
        "purpose": "formålet med undersøkelsen, i to eller tre setninger",
        "project_end": "siste dag i prosjektet",
        "at_the_end": "hva som da skjer med svarene",
    },
}


@dataclass(frozen=True)
class Piece:
    """Some words of a letter; a gap is to be filled in by whoever sends it."""

    words: str
    is_gap: bool


def ready_letter(instrument_key: str, language: str, facts: LetterFacts) -> str:
    """Return a letter as text; what is not known stands in double square brackets."""
    path = FOLDER / f"{instrument_key}.{language}.txt"
    return path.read_text(encoding="utf-8").format(**_known(language, facts))


def paragraphs(letter: str) -> list[list[Piece]]:
    """Return a letter in paragraphs, each in pieces."""
    return [list(_pieces(one)) for one in letter.strip().split("\n\n")]


def n_gaps(letter: str) -> int:
    """Return how much is still to be filled in."""
    return len(GAP.findall(letter))


def _pieces(text: str) -> Iterator[Piece]:
    for place, words in enumerate(GAP.split(text)):
        if words:
            yield Piece(words, is_gap=place % 2 == 1)


def _known(language: str, facts: LetterFacts) -> dict[str, str]:
    end = facts.project_end
    known = {
        "institution": facts.institution,
        "contacts": facts.contacts,
        "purpose": facts.purpose_text.get(language, ""),
        "project_end": format_date(end, "long", LOCALES[language]) if end else "",
        "at_the_end": ENDS[language].get(facts.at_the_end, ""),
    }
    return {
        **{key: words or f"[[{GAPS[language][key]}]]" for key, words in known.items()},
        "study": facts.name,
        "weeks": str(facts.weeks),
        "use": USES[language][facts.purpose],
        "languages": LANGUAGES_IN[language],
    }
