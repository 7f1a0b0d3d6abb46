"""The signs that stand in files for people and groups."""

from __future__ import annotations

import hashlib
import hmac

PSEUDONYM_LENGTH = 12
# In place of the first of sixteen signs, in the same order: only with a letter that stands in no
# number in front does a spreadsheet leave 0012965333e1 and its like alone.
FIRST_SIGNS = "ghjkmnpqrstvwxyz"


def pseudonym(one_id: str, study_id: str, export_key: str) -> str:
    """Return what stands in files for a participant or a group: the same within the study only."""
    message = f"{study_id}/{one_id}".encode()
    signs = hmac.digest(export_key.encode(), message, hashlib.sha256).hex()[:PSEUDONYM_LENGTH]
    return f"{FIRST_SIGNS[int(signs[0], 16)]}{signs[1:]}"
