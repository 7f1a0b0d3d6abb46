"""Keys of the journal, and what it keeps of a participant: a keyed hash.

They come from code_pepper under labels of their own. Whoever has lost the pepper has lost every
card, so a further key would be one more to lose and would protect nothing more.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32


@dataclass(frozen=True)
class Keys:
    """One key for each purpose."""

    subject: bytes = field(repr=False)
    chain: bytes = field(repr=False)
    seal: bytes = field(repr=False)

    def hashed(self, participant_id: str) -> str:
        """Return what stands for a participant: nobody without the key finds whom it is of."""
        return hmac.new(self.subject, participant_id.encode(), hashlib.sha256).hexdigest()


@cache
def keys_of(code_pepper: str) -> Keys:
    """Return the keys of an installation's journal."""
    derive = HKDF(algorithm=SHA256(), length=3 * LENGTH, salt=None, info=b"sammenheng journal")
    derived = derive.derive(code_pepper.encode())
    return Keys(derived[:LENGTH], derived[LENGTH : 2 * LENGTH], derived[2 * LENGTH :])
