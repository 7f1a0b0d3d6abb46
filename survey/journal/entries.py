"""One entry of the journal: its chain, and its content, which only the journal's key opens."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey.journal.faults import JournalFault
from survey.journal.keys import Keys

BEGINNING = "0" * 64
NONCE_LENGTH = 12
BEGUN, ERASED, WITHDRAWN, ADDRESS = "begun", "erased", "withdrawn", "address"
FROZEN, RELEASED, EXPORTED, REPLAYED = "frozen", "released", "exported", "replayed"
ENDED = "ended"  # a study, by two people
OF_A_PERSON = frozenset({ERASED, WITHDRAWN, ADDRESS})


@dataclass(frozen=True)
class Head:
    """How far a database or a journal is: the number of the last entry, and its hash."""

    number: int = 0
    chain: str = BEGINNING


@dataclass(frozen=True)
class Content:
    """What an entry holds beside its kind."""

    # Rows as a backup writes them, by table: the names and kinds of the columns, and the values.
    rows: Sequence[tuple[str, Sequence[tuple[str, str]], Sequence[Sequence[Any]]]] = ()
    # Who was frozen into which atom: keyed hashes, by the atom.
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # The SHA-256 of released files, by document and name.
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One entry as it is stored."""

    number: int
    kind: str
    subject: str  # the keyed hash of a participant; empty where it is about nobody
    week: str
    content: bytes
    content_sha256: str
    chain: str


def made(  # noqa: PLR0913, PLR0917 - everything that an entry holds
    before: Head, kind: str, subject: str, week: str, content: Content, keys: Keys
) -> Entry:
    """Return the entry that follows."""
    sealed = _seal(content, before.number + 1, keys)
    sha256 = hashlib.sha256(sealed).hexdigest()
    number = before.number + 1
    chain = link(before.chain, (number, kind, subject, week, sha256), keys)
    return Entry(number, kind, subject, week, sealed, sha256, chain)


def link(before: str, values: Sequence[int | str], keys: Keys) -> str:
    """Return the hash of an entry: HMAC(key, hash before || entry)."""
    canonical = json.dumps(list(values), separators=(",", ":"))
    message = bytes.fromhex(before) + canonical.encode()
    return hmac.new(keys.chain, message, hashlib.sha256).hexdigest()


def verify(rows: Iterable[tuple[int, str, str, str, str, str]], keys: Keys, known: Head) -> Head:
    """Return the head of an unbroken chain that has a known one in it.

    rows: number, kind, subject, week, the content's hash and the chain of every entry. Raises
    JournalFault naming the first that is wrong, or that the known head is of another chain.
    """
    head = Head()
    for number, kind, subject, week, sha256, chain in rows:
        if number != head.number + 1:
            raise JournalFault(f"entry {head.number + 1} of the journal is missing. {REMEDY}")
        if not hmac.compare_digest(
            chain, link(head.chain, (number, kind, subject, week, sha256), keys)
        ):
            raise JournalFault(
                f"entry {number} of the journal was changed, or another code_pepper wrote it. "
                f"{REMEDY}"
            )
        head = Head(number, chain)
        if head.number == known.number and head.chain != known.chain:
            raise JournalFault(
                f"entry {head.number} of the journal is not the one that the database knows: it "
                "is the journal of another installation, or was put back from a copy and went on "
                f"from there. {REMEDY}"
            )
    if head.number < known.number:
        raise JournalFault(
            f"the journal ends at entry {head.number}, and the database knows {known.number}: it "
            f"is an older copy, or a new one. {REMEDY}"
        )
    return head


REMEDY = "Put the right journal back where the setting journal says; nothing is served until then"


def opened(entry: Entry, keys: Keys) -> Content:
    """Return what an entry holds; raise JournalFault where it was changed."""
    nonce, sealed = entry.content[:NONCE_LENGTH], entry.content[NONCE_LENGTH:]
    try:
        plain = AESGCM(keys.seal).decrypt(nonce, sealed, _place(entry.number))
    except InvalidTag as error:
        raise JournalFault(f"entry {entry.number} of the journal was changed. {REMEDY}") from error
    return Content(**json.loads(zlib.decompress(plain)))


def _seal(content: Content, number: int, keys: Keys) -> bytes:
    text = json.dumps(vars(content), ensure_ascii=False)
    nonce = secrets.token_bytes(NONCE_LENGTH)
    plain = zlib.compress(text.encode())
    return nonce + AESGCM(keys.seal).encrypt(nonce, plain, _place(number))


def _place(number: int) -> bytes:
    return f"journal/{number}".encode()
