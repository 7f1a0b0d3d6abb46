"""Which text was answered: one that is stored here, or one that is kept by reference only."""

from __future__ import annotations

import hashlib
import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import load_instrument
from survey.errors import RejectedAnswers
from survey.models import InstrumentWording
from survey.models.base import new_id

UNKNOWN_LANGUAGE = "und"  # the code of the language tags' standard for "not determined"
LANGUAGE_FORM = re.compile(r"[a-z]{2,3}(?![a-z])")
LONGEST_KEY = 100


def check_key(key: str) -> None:
    """Raise RejectedAnswers unless a reference begins with a language."""
    if not LANGUAGE_FORM.match(key) or len(key) > LONGEST_KEY:
        raise RejectedAnswers(
            f"--wording {key}: begin with a language code, such as nb or fr-routliers. "
            "Nothing was imported."
        )


class Wordings:
    """Finds or adds the wording of each row."""

    def __init__(self, session: Session, key: str) -> None:
        """Take the reference for rows that say nothing themselves."""
        self.session, self.key = session, key or UNKNOWN_LANGUAGE
        self.known: dict[tuple[str, str, str], str] = {}
        self.made: list[str] = []

    def find(self, instrument: str, language: str, said: str) -> str:
        """Return the wording's id.

        language: of the row, where the file says it. said: the cell of our own file, which tells
        each instrument's wording by the first signs of its hash: where this database has that
        very text the answers belong to it, a stand-in's too.
        """
        place = (instrument, language, said)
        if place not in self.known:
            sign = dict(one.partition(":")[::2] for one in said.split()).get(instrument, "")
            self.known[place] = self._stored(instrument, language, sign) or self._reference(
                instrument, self._key(language, sign)
            )
        return self.known[place]

    def _stored(self, instrument: str, language: str, sign: str) -> str | None:
        if len(sign) < 8 or not sign.isalnum():
            return None
        found = self.session.execute(
            select(InstrumentWording.id, InstrumentWording.language).where(
                InstrumentWording.instrument_key == instrument,
                InstrumentWording.sha256.startswith(sign),
            )
        ).all()
        fitting = [key for key, its in found if language in {"", its}]
        return fitting[0] if len(fitting) == 1 else None

    def _key(self, language: str, sign: str) -> str:
        found = LANGUAGE_FORM.match(self.key)
        source = self.key[found.end() :] if found else ""
        return f"{language}{source}{f'-{sign}' if sign else ''}" if language else self.key

    def _reference(self, instrument: str, key: str) -> str:
        """Return the wording of a reference: no text is stored.

        key: a language code, and after a hyphen or colon where the text is from, such as
        fr-routliers. The anchors are taken to lie as in the instrument's definition: whoever maps
        columns onto its items says so.
        """
        digest = hashlib.sha256(f"reference/{instrument}/{key}".encode()).hexdigest()
        found = self.session.scalar(
            select(InstrumentWording.id).filter_by(instrument_key=instrument, sha256=digest)
        )
        if found is not None:
            return found
        language = LANGUAGE_FORM.match(key)
        row = InstrumentWording(
            id=new_id(),
            instrument_key=instrument,
            instrument_version=load_instrument(instrument).version,
            language=language.group() if language else UNKNOWN_LANGUAGE,
            kind="reference",
            anchor_layout="as_published",
            source=key,
            sha256=digest,
        )
        self.session.add(row)
        self.session.flush()
        self.made.append(row.id)
        return row.id
