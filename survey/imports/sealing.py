"""Files that wait, encrypted with a key of their own that is not in the database."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_LENGTH, NONCE_LENGTH = 32, 12


def new_key() -> str:
    """Return a fresh key, as text that a session can hold."""
    return secrets.token_hex(KEY_LENGTH)


def seal(content: bytes, key: str, place: str) -> bytes:
    """Return bytes encrypted with AES-GCM and bound to their place."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, key: str, place: str) -> bytes:
    """Return the bytes that were sealed for this place."""
    nonce, rest = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
    return AESGCM(bytes.fromhex(key)).decrypt(nonce, rest, place.encode())
