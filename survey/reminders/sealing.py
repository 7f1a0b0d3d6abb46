"""Addresses as they are stored: encrypted, bound to one card, and all of one length."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.errors import SealedOtherwise

NONCE_LENGTH, TAG_LENGTH = 12, 16
TEXT_LENGTH = 320  # the longest address and its language, and then some
SEALED_LENGTH = NONCE_LENGTH + TEXT_LENGTH + TAG_LENGTH


@dataclass(frozen=True)
class Recipient:
    """Whom to write to, and in which language."""

    address: str = field(repr=False)  # an error's text may end in a log
    language: str


def seal(recipient: Recipient, contact_key: str, participant_id: str) -> bytes:
    """Return the address encrypted with AES-GCM for this participant's row and no other."""
    text = json.dumps(asdict(recipient)).encode().ljust(TEXT_LENGTH)
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + _cipher(contact_key).encrypt(nonce, text, _place(participant_id))


def unseal(sealed: bytes, contact_key: str, participant_id: str) -> Recipient:
    """Return what was sealed; raise SealedOtherwise for another key or another row."""
    nonce, text = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
    try:
        plain = _cipher(contact_key).decrypt(nonce, text, _place(participant_id))
    except InvalidTag as error:
        raise SealedOtherwise("this contact_key does not open a stored address") from error
    return Recipient(**json.loads(plain))


def _cipher(contact_key: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sammenheng contact")
    return AESGCM(derive.derive(contact_key.encode()))


def _place(participant_id: str) -> bytes:
    return f"contact/{participant_id}".encode()
