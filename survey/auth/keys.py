"""Keys of staff's own secrets, each made from the session key under a label of its own."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def key_for(purpose: str) -> bytes:
    """Return 256 bits that are for one purpose only, and nowhere in the database."""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    label = f"sammenheng staff {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret)


def keyed_hash(purpose: str, *values: str) -> str:
    """Return a hash that nobody can make, or try values against, without the session key."""
    return hmac.new(key_for(purpose), "\0".join(values).encode(), hashlib.sha256).hexdigest()
