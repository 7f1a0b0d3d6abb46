"""Sheets of cards encrypted to the browser that asked for them: a lock that only closes.

The session holds a private key; the database holds the public one, with which the job encrypts.
So neither the queue nor a copy of the database ever holds what opens a sheet, and the pepper is
mixed in, so that whoever finds the session's cookie needs the server as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_LENGTH, PUBLIC_LENGTH = 12, 32


def new_private_key() -> str:
    """Return a key for one session, as text."""
    return _as_text(X25519PrivateKey.generate().private_bytes_raw())


def public_key_of(private_key: str) -> str:
    """Return the half that closes and opens nothing."""
    return _as_text(_private(private_key).public_key().public_bytes_raw())


def seal(content: bytes, public_key: str, pepper: str, place: str) -> bytes:
    """Return the content encrypted with AES-GCM, bound to its place; only the session opens it."""
    ours = X25519PrivateKey.generate()  # forgotten when this returns
    theirs = X25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    nonce = secrets.token_bytes(NONCE_LENGTH)
    sent = ours.public_key().public_bytes_raw()
    key = _key(ours.exchange(theirs), sent, pepper)
    return sent + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, private_key: str, pepper: str, place: str) -> bytes:
    """Return what was sealed for this session and place; raise InvalidTag for any other."""
    sent, rest = sealed[:PUBLIC_LENGTH], sealed[PUBLIC_LENGTH:]
    shared = _private(private_key).exchange(X25519PublicKey.from_public_bytes(sent))
    key = _key(shared, sent, pepper)
    return AESGCM(key).decrypt(rest[:NONCE_LENGTH], rest[NONCE_LENGTH:], place.encode())


def _key(shared: bytes, sent: bytes, pepper: str) -> bytes:
    salt = hmac.new(pepper.encode(), b"card sheet" + sent, hashlib.sha256).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"sammenheng cards").derive(shared)


def _private(text: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(base64.b64decode(text))


def _as_text(key: bytes) -> str:
    return base64.b64encode(key).decode()
