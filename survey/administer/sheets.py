"""A sheet: the note that a page with questions carries, sealed, of whose page it is.

It comes back with whatever the page sends. What a session no longer knows stands in it, so that
nothing is lost when the session has ended, and nothing is kept in another card than it came from.
Only this installation can read or make one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from survey.administer.standing import Sitting
from survey.administer.way import Stop
from survey.administer.writes import Stamp, read_stamp

NONCE_LENGTH = 12
LONGEST = 30_000  # letters of a sheet with everything a page can say


@dataclass(frozen=True)
class Sheet:
    """One page as it was shown: whose, which, in which language, at which version of the draft."""

    participant_id: str
    wave_key: str
    view: str
    number: int
    language: str
    version: int
    sent: dict[str, str] = field(default_factory=dict)  # what the page said when it came back
    stamp: Stamp | None = None  # and what its script had counted

    @property
    def stop(self) -> Stop:
        """Return which page it is."""
        return Stop(self.view, self.number)

    def is_of(self, participant_id: str, wave_key: str) -> bool:
        """Return whether this card showed the page, in this wave."""
        return (self.participant_id, self.wave_key) == (participant_id, wave_key)


def sheet_of(sitting: Sitting, stop: Stop, language: str) -> Sheet:
    """Return the sheet of a page that is shown now."""
    return Sheet(
        sitting.participant_id,
        sitting.wave_key,
        stop.view,
        stop.number,
        language,
        sitting.answers.version,
    )


def sealed(sheet: Sheet) -> str:
    """Return the sheet as a form carries it."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    stamp = vars(sheet.stamp) if sheet.stamp else None
    text = json.dumps({**vars(sheet), "stamp": stamp}).encode()
    return base64.b64encode(nonce + AESGCM(_key()).encrypt(nonce, text, None)).decode()


def opened(text: str) -> Sheet | None:
    """Return the sheet that was sealed; none where this installation sealed no such thing."""
    if len(text) > LONGEST:
        return None
    try:
        raw = base64.b64decode(text, validate=True)
        plain = AESGCM(_key()).decrypt(raw[:NONCE_LENGTH], raw[NONCE_LENGTH:], None)
    except (binascii.Error, ValueError, InvalidTag):
        return None
    read = json.loads(plain)
    stamp = read.pop("stamp")
    return Sheet(**read, stamp=Stamp(**stamp) if stamp else None)


def stamp_of(sent: Mapping[str, str], sheet: Sheet | None) -> Stamp | None:
    """Return the stamp that a page's script put on what it sends; none where no script did.

    A page as a whole knows only of what it showed: what another window wrote after that stays,
    unless it was chosen here too.
    """
    known = str(sheet.version) if sheet else ""
    return read_stamp(sent.get("writer", ""), sent.get("count", ""), known)


def stamp_of_choices(sent: Mapping[str, str], sheet: Sheet) -> Stamp | None:
    """Return the stamp on single choices, which may have been told of what others wrote."""
    known = sent.get("known") or str(sheet.version)
    return read_stamp(sent.get("writer", ""), sent.get("count", ""), known)


def _key() -> bytes:
    return _key_from(current_app.config["SETTINGS"].secret_key)


@cache  # the same for as long as the installation keeps its secret
def _key_from(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"sheet", hashlib.sha256).digest()
