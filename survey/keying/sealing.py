"""Readings that are not compared yet, encrypted: a copy of the database alone opens none."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.keying.readings import Reading

NONCE_LENGTH = 12


def reading_key(pepper: str) -> bytes:
    """Return the key of all readings, made from the pepper under a label of its own."""
    secret = hmac.new(pepper.encode(), b"keyed reading", hashlib.sha256).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sammenheng reading").derive(secret)


def seal(reading: Reading, key: bytes, place: str) -> bytes:
    """Return a reading encrypted with AES-GCM and bound to its place."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    text = json.dumps(asdict(reading)).encode()
    return nonce + AESGCM(key).encrypt(nonce, text, place.encode())


def unseal(sealed: bytes, key: bytes, place: str) -> Reading:
    """Return the reading that was sealed for this place."""
    text = AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], place.encode())
    return Reading(**json.loads(text))
