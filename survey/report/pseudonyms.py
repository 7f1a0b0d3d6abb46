"""The signs that stand in files for people and groups."""

from __future__ import annotations

import hashlib
import hmac

PSEUDONYM_LENGTH = 12


def pseudonym(one_id: str, study_id: str, export_key: str) -> str:
    """Return what stands in files for a participant or a group: the same within the study only."""
    message = f"{study_id}/{one_id}".encode()
    return hmac.digest(export_key.encode(), message, hashlib.sha256).hex()[:PSEUDONYM_LENGTH]
